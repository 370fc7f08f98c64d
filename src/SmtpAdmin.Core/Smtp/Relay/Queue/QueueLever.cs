namespace SmtpAdmin.Smtp.Relay;

/// <summary>One thing that an administrator can do to recipients in the queue.</summary>
/// <param name="text">What was done, as a sentence, for the log.</param>
/// <param name="change">What becomes of a recipient that is not final; null to leave it.</param>
internal sealed class QueueLever(string text, QueueLever.Changer change)
{
    /// <summary>Says what becomes of a recipient.</summary>
    internal delegate RecipientState? Changer(QueuedMessage message, in QueuedRecipient recipient);

    /// <summary>Not to be tried until it is released. A delivery that is under way is not stopped; what it leaves is held.</summary>
    public static QueueLever Hold { get; } = new("Held.", (_, in recipient) => recipient.State.IsHeld || recipient.State.Removal != RecipientRemoval.None ? null : recipient.State with { IsHeld = true });

    /// <summary>No longer held: tried when its time comes.</summary>
    public static QueueLever Release { get; } = new("Released.", (_, in recipient) => recipient.State.IsHeld ? recipient.State with { IsHeld = false } : null);

    /// <summary>No longer held, and to be tried at once, as if for the first time. What is damaged or under way stays so.</summary>
    public static QueueLever Requeue { get; } = new("Requeued.", (message, in recipient) =>
        recipient.Holder != RecipientHolder.Nobody || recipient.State.Removal != RecipientRemoval.None || message.Damage is not null
            ? Release.Change(message, recipient)
            : recipient.State with { Status = SmtpRecipientStatus.Queued, NextAttemptAt = null, Pauses = 0, IsHeld = false }) { IsRetry = true };

    /// <summary>Out of the queue; one with a delivery under way when that ends, unless it succeeds.</summary>
    public static QueueLever Remove { get; } = new("Removed.", (_, in recipient) => Removed(recipient.State, RecipientRemoval.Silent)) { IsRemoval = true };

    /// <summary>The same, and the sender is told.</summary>
    public static QueueLever Bounce { get; } = new("Removed. A bounce was asked for.", (_, in recipient) => Removed(recipient.State, RecipientRemoval.Bounce)) { IsRemoval = true };

    /// <summary>What was done, as a sentence.</summary>
    public string Text => text;

    /// <summary>It takes recipients out of the queue.</summary>
    public bool IsRemoval { get; private init; }

    /// <summary>It has recipients tried at once, whatever their destination is waited for.</summary>
    public bool IsRetry { get; private init; }

    /// <summary>What becomes of a recipient that is not final; null to leave it.</summary>
    public RecipientState? Change(QueuedMessage message, in QueuedRecipient recipient) => change(message, recipient);

    private static RecipientState? Removed(RecipientState state, RecipientRemoval removal) => state.Removal == removal ? null : state with { Removal = removal };
}
