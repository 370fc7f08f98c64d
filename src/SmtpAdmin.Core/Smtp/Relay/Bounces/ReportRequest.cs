namespace SmtpAdmin.Smtp.Relay;

/// <summary>All that a report is made from; the same request gives the same octets.</summary>
internal sealed record ReportRequest
{
    /// <summary>The report's own name here; its Message-ID and its boundary come from it.</summary>
    public required string QueueId { get; init; }

    /// <summary>Its Date.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>Who makes it, as a mailbox: <c>MAILER-DAEMON</c> at the relay's name.</summary>
    public required EmailAddress From { get; init; }

    /// <summary>Whom it is for; null where the address is of no form that a header takes.</summary>
    public required EmailAddress? To { get; init; }

    /// <summary>Whom to ask for help; null for nobody in particular.</summary>
    public string? Postmaster { get; init; }

    /// <summary>It goes to the postmaster, because the message had no sender to tell.</summary>
    public bool IsForPostmaster { get; init; }

    /// <summary>Bounce, delay notice or success report.</summary>
    public required RelayMessageKind Kind { get; init; }

    /// <summary>The envelope of the message that it is about.</summary>
    public required RelayEnvelope Envelope { get; init; }

    /// <summary>The recipients that it is about.</summary>
    public required IReadOnlyList<ReportedRecipient> Recipients { get; init; }

    /// <summary>What could be read of the message.</summary>
    public required OriginalMessage Original { get; init; }

    /// <summary>The relay's name in ASCII.</summary>
    public string HostName => From.AsciiDomain;

    /// <summary>Whoever it is for can be told only by SMTPUTF8 (RFC 6531). Else it goes without, for then it gets through everywhere.</summary>
    public bool IsUtf8 => To is { NeedsSmtpUtf8: true };
}
