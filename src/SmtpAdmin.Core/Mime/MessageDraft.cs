namespace SmtpAdmin.Mime;

/// <summary>What a message shall say; <see cref="MessageComposer"/> turns it into octets.</summary>
public sealed record MessageDraft
{
    /// <summary>Who writes.</summary>
    public required NamedAddress From { get; init; }

    /// <summary>Who is written to. With none, the To header says <c>undisclosed-recipients:;</c>.</summary>
    public IReadOnlyList<NamedAddress> To { get; init; } = [];

    /// <summary>The subject; null for one that says that this is a test.</summary>
    public string? Subject { get; init; }

    /// <summary>The text; null for one that says that this is a test, of what, when and from where. Line ends of any kind become CRLF.</summary>
    public string? Body { get; init; }

    /// <summary><see cref="Body"/> is HTML.</summary>
    public bool IsHtml { get; init; }

    /// <summary>Files to attach.</summary>
    public IReadOnlyList<MessageAttachment> Attachments { get; init; } = [];

    /// <summary>Further headers. One that may stand only once (RFC 5322 section 3.6) replaces the one that would be written otherwise.</summary>
    public IReadOnlyList<MessageHeader> Headers { get; init; } = [];

    /// <summary>The Date header; null for now.</summary>
    public DateTimeOffset? Date { get; init; }

    /// <summary>The Message-ID with its angle brackets; null for a new one.</summary>
    public string? MessageId { get; init; }

    /// <summary>The word to find the message by, letters, digits and hyphens; null for a new one.</summary>
    public string? Marker { get; init; }

    /// <summary>The host that sends, for the text of the test message; null leaves it out.</summary>
    public string? HostName { get; init; }

    /// <summary>The server that is tested, for the text of the test message; null leaves it out.</summary>
    public string? TestedServer { get; init; }

    /// <summary>An address of <see cref="From"/> or <see cref="To"/> cannot be written in ASCII, so the server must offer SMTPUTF8 (RFC 6531).</summary>
    public bool NeedsSmtpUtf8 => From.Address.NeedsSmtpUtf8 || To.Any(to => to.Address.NeedsSmtpUtf8);
}
