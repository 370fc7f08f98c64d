namespace SmtpAdmin.Smtp.Relay;

/// <summary>A recipient of a queued message. Changes under the lock of its <see cref="QueueBook"/> alone.</summary>
internal struct QueuedRecipient
{
    /// <summary>How it stands, as it is stored.</summary>
    public required RecipientState State;

    /// <summary>Who has it now.</summary>
    public RecipientHolder Holder;

    /// <summary>Nobody has it, and there is something left to do.</summary>
    public readonly bool IsFree => Holder == RecipientHolder.Nobody && !State.IsFinal;

    /// <summary>It may be handed out.</summary>
    public readonly bool IsDue(long now) =>
        IsFree && !State.IsHeld && State.Removal == RecipientRemoval.None && (State.NextAttemptAt is not { } next || next.UtcTicks <= now);
}
