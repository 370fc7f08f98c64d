namespace SmtpAdmin.Smtp.Relay;

/// <summary>A message in the queue, as it stood at one moment. Immutable.</summary>
public sealed record SmtpQueueItem
{
    /// <summary>The message's name in this relay; <c>UNREADABLE</c> and a number where the envelope cannot be read.</summary>
    public required string QueueId { get; init; }

    /// <summary>The envelope's sender; empty for the null sender.</summary>
    public required string Sender { get; init; }

    /// <summary>The recipients, final ones included; none where the envelope cannot be read.</summary>
    public required IReadOnlyList<SmtpQueueRecipient> Recipients { get; init => field = Indexable.Of(value); }

    /// <summary>The message's octets.</summary>
    public long Size { get; init; }

    /// <summary>When it was taken, in UTC; null where the envelope cannot be read.</summary>
    public DateTimeOffset? ReceivedAt { get; init; }

    /// <summary>When what is left of it is given up; null for never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>The Message-ID with its brackets; null where it has none.</summary>
    public string? MessageId { get; init; }

    /// <summary>Mail, or a report of our own.</summary>
    public RelayMessageKind Kind { get; init; }

    /// <summary>The queue id of the message that this report is about; null for mail.</summary>
    public string? ReportOf { get; init; }

    /// <summary>The client's address; null for a report of our own.</summary>
    public string? Client { get; init; }

    /// <summary>Who logged in; null for nobody.</summary>
    public string? User { get; init; }

    /// <summary>Why it is never tried again; null when it is whole.</summary>
    public string? Damage { get; init; }

    /// <summary>The folder of the queue that it was found in: who asks for it fills this in, because a relay does not know by which path it was reached. Null in the relay itself.</summary>
    public string? SpoolPath { get; init; }

    /// <summary>Where the whole stands: the liveliest of its recipients (Damaged, Sending, Queued, Deferred, Held), else how they ended.</summary>
    public SmtpRecipientStatus Status => Recipients.MinBy(recipient => Rank(recipient.Status))?.Status ?? (Damage is null ? SmtpRecipientStatus.Removed : SmtpRecipientStatus.Damaged);

    /// <summary>When the next recipient is tried; null for at once, or for never.</summary>
    public DateTimeOffset? NextAttemptAt => Recipients.Where(recipient => recipient.Status == SmtpRecipientStatus.Deferred).Min(recipient => recipient.NextAttemptAt);

    /// <summary>How many times the recipient was tried that was tried most.</summary>
    public int Attempts => Recipients.Count == 0 ? 0 : Recipients.Max(recipient => recipient.Attempts);

    /// <summary>What was last said of those recipients that <see cref="Status"/> is about, or, where nothing was, of any; null for nothing yet.</summary>
    public string? LastReply =>
        Recipients.Where(recipient => recipient.LastReply is not null).MaxBy(recipient => (recipient.Status == Status, recipient.LastAttemptAt))?.LastReply;

    /// <summary>Where it still has to go, or where it went.</summary>
    public string Destination => string.Join(", ", (Recipients.All(IsOver) ? Recipients : Recipients.Where(recipient => !recipient.IsFinal)).Select(recipient => recipient.Destination).Distinct());

    private static bool IsOver(SmtpQueueRecipient recipient) => recipient.IsFinal;

    private static int Rank(SmtpRecipientStatus status) => status switch
    {
        SmtpRecipientStatus.Damaged => 0,
        SmtpRecipientStatus.Sending => 1,
        SmtpRecipientStatus.Queued => 2,
        SmtpRecipientStatus.Deferred => 3,
        SmtpRecipientStatus.Held => 4,
        SmtpRecipientStatus.Failed => 5,
        SmtpRecipientStatus.Removed => 6,
        _ => 7,
    };
}
