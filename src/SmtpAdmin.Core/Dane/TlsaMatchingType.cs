namespace SmtpAdmin.Dane;

/// <summary>How a TLSA record holds what it is of (RFC 6698 section 2.1.3).</summary>
public enum TlsaMatchingType : byte
{
    /// <summary>All of its octets.</summary>
    Full = 0,

    /// <summary>Its SHA-256 digest.</summary>
    Sha256 = 1,

    /// <summary>Its SHA-512 digest.</summary>
    Sha512 = 2,
}
