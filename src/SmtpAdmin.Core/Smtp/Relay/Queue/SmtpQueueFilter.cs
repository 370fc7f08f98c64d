namespace SmtpAdmin.Smtp.Relay;

/// <summary>
/// Which messages and recipients of the queue are meant. What is null is not asked for; without anything all are meant. Texts may hold the
/// wildcards <c>*</c> and <c>?</c>, and are compared without regard to case.
/// </summary>
public sealed record SmtpQueueFilter
{
    /// <summary>All that is in the queue.</summary>
    public static SmtpQueueFilter All { get; } = new();

    /// <summary>The queue ids, one of which a message must have; empty for any.</summary>
    public IReadOnlyList<string> QueueIds { get; init; } = [];

    /// <summary>The envelope's sender; <c>&lt;&gt;</c> or the empty text is the null sender.</summary>
    public string? Sender { get; init; }

    /// <summary>The Message-ID, with its brackets or without.</summary>
    public string? MessageId { get; init; }

    /// <summary>The message was taken at least so long ago.</summary>
    public TimeSpan? OlderThan { get; init; }

    /// <summary>A recipient's address.</summary>
    public string? Recipient { get; init; }

    /// <summary>A recipient's domain, as A-labels or as people read it; <c>.example.org</c> is all below.</summary>
    public string? Domain { get; init; }

    /// <summary>Where the delivery to a recipient stands.</summary>
    public SmtpRecipientStatus? Status { get; init; }

    /// <summary>Where a recipient's mail goes: the first smart host with its port, or the domain.</summary>
    public string? Destination { get; init; }

    /// <summary>It asks for something: it does not stand for all that is in the queue.</summary>
    public bool HasCriteria => QueueIds.Count > 0 || Sender is not null || MessageId is not null || OlderThan is not null || HasRecipientCriteria;

    /// <summary>It names recipients, not just messages: changes are made to these recipients alone.</summary>
    public bool HasRecipientCriteria => Recipient is not null || Domain is not null || Status is not null || Destination is not null;
}
