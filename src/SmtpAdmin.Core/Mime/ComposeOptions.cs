namespace SmtpAdmin.Mime;

/// <summary>What the receiving server allows a message to contain. Nothing is used that the message does not need.</summary>
public sealed record ComposeOptions
{
    /// <summary>The body may go as it is, in UTF-8: the server offers 8BITMIME (RFC 6152).</summary>
    public bool Allow8Bit { get; init; }

    /// <summary>Headers may be in UTF-8: the server offers SMTPUTF8 (RFC 6531, RFC 6532). Used only where an address needs it.</summary>
    public bool AllowUtf8Headers { get; init; }
}
