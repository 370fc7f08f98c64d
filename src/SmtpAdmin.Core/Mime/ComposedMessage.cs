namespace SmtpAdmin.Mime;

/// <summary>A message as it goes over the wire, before dot-stuffing.</summary>
public sealed record ComposedMessage
{
    /// <summary>Headers and body. Every line ends in CRLF, the last one too, and none is over 998 octets (RFC 5322 section 2.1.1).</summary>
    public required ReadOnlyMemory<byte> Content { get; init; }

    /// <summary>There are octets over 127, so MAIL FROM needs BODY=8BITMIME (RFC 6152).</summary>
    public required bool Needs8BitMime { get; init; }

    /// <summary>There are headers in UTF-8, so MAIL FROM needs SMTPUTF8 (RFC 6531).</summary>
    public required bool NeedsSmtpUtf8 { get; init; }

    /// <summary>The Message-ID with its angle brackets.</summary>
    public required string MessageId { get; init; }

    /// <summary>The value of the <c>X-SmtpAdmin-Test</c> header, to find the message by.</summary>
    public required string Marker { get; init; }
}
