namespace SmtpAdmin.Dane;

/// <summary>What the certificate in a TLSA record is to the server's (RFC 6698 section 2.1.1, with the names of RFC 7218 section 2.1).</summary>
public enum TlsaUsage : byte
{
    /// <summary>PKIX-TA: an authority in the chain, which the client trusts anyway. SMTP clients do not use it (RFC 7672 section 3.1.3).</summary>
    PkixTa = 0,

    /// <summary>PKIX-EE: the server's own, which the client trusts anyway. SMTP clients do not use it (RFC 7672 section 3.1.3).</summary>
    PkixEe = 1,

    /// <summary>DANE-TA: an authority, which the server sends in its chain (RFC 7672 section 3.1.2).</summary>
    DaneTa = 2,

    /// <summary>DANE-EE: the server's own; neither its names nor its dates count (RFC 7672 section 3.1.1).</summary>
    DaneEe = 3,
}
