namespace SmtpAdmin.Smtp.Protocol;

/// <summary>What the client says of the message's octets (BODY, RFC 6152 section 2).</summary>
public enum SmtpBodyType
{
    /// <summary>Nothing is said.</summary>
    Unspecified,
    /// <summary>US-ASCII only.</summary>
    SevenBit,
    /// <summary>Octets of 8 bits in lines.</summary>
    EightBitMime,
}
