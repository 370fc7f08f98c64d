namespace SmtpAdmin.Smtp.Server;

/// <summary>Extensions that EHLO offers. STARTTLS and AUTH are offered when a certificate and an authenticator are set.</summary>
[Flags]
public enum SmtpServerExtensions
{
    /// <summary>None.</summary>
    None = 0,
    /// <summary>PIPELINING, RFC 2920.</summary>
    Pipelining = 1,
    /// <summary>SIZE, RFC 1870.</summary>
    Size = 2,
    /// <summary>8BITMIME, RFC 6152.</summary>
    EightBitMime = 4,
    /// <summary>SMTPUTF8, RFC 6531.</summary>
    SmtpUtf8 = 8,
    /// <summary>ENHANCEDSTATUSCODES, RFC 2034. The codes stand in the replies either way.</summary>
    EnhancedStatusCodes = 16,
    /// <summary>DSN, RFC 3461: whoever takes the messages must keep its promises.</summary>
    Dsn = 32,
    /// <summary>REQUIRETLS, RFC 8689, offered over TLS only: whoever takes the messages must keep its promises.</summary>
    RequireTls = 64,
    /// <summary>CHUNKING, RFC 3030: messages by BDAT. BINARYMIME is not offered.</summary>
    Chunking = 128,
    /// <summary>LIMITS, RFC 9422.</summary>
    Limits = 256,
    /// <summary>PIPELINING, SIZE, 8BITMIME, SMTPUTF8, ENHANCEDSTATUSCODES and DSN.</summary>
    Default = Pipelining | Size | EightBitMime | SmtpUtf8 | EnhancedStatusCodes | Dsn,
}
