namespace SmtpAdmin.Smtp.Protocol;

/// <summary>The parameters of MAIL FROM. Each needs an extension that the server has announced; nobody checks that here.</summary>
public sealed record MailFromParameters
{
    /// <summary>No parameters.</summary>
    public static MailFromParameters None { get; } = new();

    /// <summary>The size of the message in octets (SIZE, RFC 1870 section 5); null to say nothing.</summary>
    public long? Size { get; init; }

    /// <summary>What the body holds (BODY, RFC 6152).</summary>
    public SmtpBodyType Body { get; init; }

    /// <summary>Addresses or headers are in UTF-8 (SMTPUTF8, RFC 6531 section 3.4).</summary>
    public bool SmtpUtf8 { get; init; }

    /// <summary>How much a failure notification returns (RET, RFC 3461 section 4.3).</summary>
    public DsnReturn Return { get; init; }

    /// <summary>The sender's own name for this transaction (ENVID, RFC 3461 section 4.4), up to 100 characters of printable ASCII; null for none.</summary>
    public string? EnvelopeId { get; init; }

    /// <summary>Every relay must use verified TLS (REQUIRETLS, RFC 8689 section 2).</summary>
    public bool RequireTls { get; init; }

    /// <summary>Who submitted the message, as the server that vouches for it knows (AUTH, RFC 4954 section 5); <c>&lt;&gt;</c> for unknown; null to say nothing.</summary>
    public string? SubmittedBy { get; init; }
}
