using SmtpAdmin.Smtp.Protocol;

namespace SmtpAdmin.Smtp.Relay;

/// <summary>What a relay knows of a message from the moment it took it. Immutable; stored with the message.</summary>
internal sealed record RelayEnvelope
{
    /// <summary>The message's name here, in the 250 reply, in Received and in each line of the log: letters and digits.</summary>
    public required string QueueId { get; init; }

    /// <summary>When it was taken, in UTC.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>Where reports go; empty for the null sender.</summary>
    public required string Sender { get; init; }

    /// <summary>The recipients, in order; their place in this list is their number.</summary>
    public required IReadOnlyList<RelayRecipient> Recipients { get; init; }

    /// <summary>The message's octets as it is sent on, header fields that we added included.</summary>
    public long Size { get; init; }

    /// <summary>The Message-ID with its brackets; null where the message has none.</summary>
    public string? MessageId { get; init; }

    /// <summary>What the client said of the octets (BODY).</summary>
    public SmtpBodyType Body { get; init; }

    /// <summary>The message has octets above 127, whatever BODY said.</summary>
    public bool HasEightBit { get; init; }

    /// <summary>Addresses or header fields may be UTF-8 (SMTPUTF8, RFC 6531).</summary>
    public bool SmtpUtf8 { get; init; }

    /// <summary>How much a report brings back (RET, RFC 3461 section 4.3).</summary>
    public DsnReturn Return { get; init; }

    /// <summary>The sender's own name for this sending, decoded (ENVID, RFC 3461 section 4.4); null without one.</summary>
    public string? EnvelopeId { get; init; }

    /// <summary>Every hop must use verified TLS (REQUIRETLS, RFC 8689).</summary>
    public bool RequireTls { get; init; }

    /// <summary>Whether this is mail that was submitted, or a report that the relay made itself.</summary>
    public RelayMessageKind Kind { get; init; }

    /// <summary>The queue id of the message that this report is about; null for mail.</summary>
    public string? ReportOf { get; init; }

    /// <summary>The client's address; null for a report of our own.</summary>
    public string? Client { get; init; }

    /// <summary>What the client called itself; null for a report of our own.</summary>
    public string? HelloName { get; init; }

    /// <summary>Who logged in; null for nobody.</summary>
    public string? User { get; init; }

    /// <summary>The TLS version and cipher suite that it came by; null without TLS.</summary>
    public string? Tls { get; init; }

    /// <summary>It was sent by nobody: a report, for which none may ever be sent (RFC 5321 section 4.5.5).</summary>
    public bool HasNullSender => Sender.Length == 0;
}
