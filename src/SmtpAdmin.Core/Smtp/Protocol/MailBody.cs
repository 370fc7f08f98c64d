namespace SmtpAdmin.Smtp.Protocol;

/// <summary>What the BODY parameter of MAIL FROM says (RFC 6152 section 2).</summary>
public enum MailBody
{
    /// <summary>Nothing is said: ASCII.</summary>
    Unspecified,
    /// <summary>The body is ASCII.</summary>
    SevenBit,
    /// <summary>The body has octets over 127.</summary>
    EightBitMime,
}
