namespace SmtpAdmin.Smtp.Relay;

/// <summary>How the delivery to one recipient stands. Immutable; each change is stored.</summary>
internal sealed record RecipientState
{
    /// <summary>Never tried.</summary>
    public static RecipientState Initial { get; } = new();

    /// <summary>Queued, Deferred, Delivered, Failed or Removed; the others are seen, not stored: see <see cref="QueueViews.StandingOf"/>.</summary>
    public SmtpRecipientStatus Status { get; init; }

    /// <summary>Not to be tried until it is released.</summary>
    public bool IsHeld { get; init; }

    /// <summary>How many times it was tried.</summary>
    public int Attempts { get; init; }

    /// <summary>When it was last tried; null for never.</summary>
    public DateTimeOffset? LastAttemptAt { get; init; }

    /// <summary>Not to be tried before; null for at once.</summary>
    public DateTimeOffset? NextAttemptAt { get; init; }

    /// <summary>What the remote server said last, or what else went wrong, on one line; null for nothing yet.</summary>
    public string? LastReply { get; init; }

    /// <summary>The enhanced status code of that, such as <c>4.4.1</c> (RFC 3463); null for nothing yet.</summary>
    public string? LastStatus { get; init; }

    /// <summary>The server that said it, name and address; null where none was reached.</summary>
    public string? LastServer { get; init; }

    /// <summary><see cref="LastReply"/> is a server's reply, to be told as one (RFC 3464 section 2.3.6).</summary>
    public bool IsReply { get; init; }

    /// <summary>How many pauses there were in a row; the next one's length depends on it. An administrator's requeue begins anew.</summary>
    public int Pauses { get; init; }

    /// <summary>An administrator took it out while a delivery was under way: that takes effect when the delivery ends, or at the next start.</summary>
    public RecipientRemoval Removal { get; init; }

    /// <summary>The sender was told that it is late.</summary>
    public bool IsDelayReported { get; init; }

    /// <summary>Nothing more will be done for this recipient.</summary>
    public bool IsFinal => Status is SmtpRecipientStatus.Delivered or SmtpRecipientStatus.Failed or SmtpRecipientStatus.Removed;
}
