namespace SmtpAdmin.Smtp.Relay;

/// <summary>Which messages to trace. An event matches when it meets all that is asked; what is null or empty is not asked.</summary>
public sealed record SmtpTraceFilter
{
    /// <summary>The message's name in the relay; case does not count.</summary>
    public string? QueueId { get; init; }

    /// <summary>The Message-ID, with its brackets or without.</summary>
    public string? MessageId { get; init; }

    /// <summary>The envelope's sender, with the wildcards <c>*</c> and <c>?</c>; empty or <c>&lt;&gt;</c> for the null sender. Case does not count.</summary>
    public string? Sender { get; init; }

    /// <summary>One of the recipients, with the wildcards <c>*</c> and <c>?</c>. Case does not count.</summary>
    public string? Recipient { get; init; }

    /// <summary>From this moment on.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Up to this moment.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>What happened: one of these.</summary>
    public IReadOnlyList<SmtpTraceKind> Kinds { get; init; } = [];

    /// <summary>
    /// An event that matches brings the whole story of its message: all events of the same queue id, those of the session that it came by, and
    /// the reports about it with theirs. Else the events that match stand alone.
    /// </summary>
    public bool WholeStory { get; init; } = true;

    /// <summary>Nothing is asked: all events match.</summary>
    internal bool IsEmpty =>
        QueueId is null && MessageId is null && Sender is null && Recipient is null && Since is null && Until is null && Kinds.Count == 0;
}
