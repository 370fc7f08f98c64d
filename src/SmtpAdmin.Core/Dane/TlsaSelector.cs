namespace SmtpAdmin.Dane;

/// <summary>Which part of the certificate a TLSA record is of (RFC 6698 section 2.1.2).</summary>
public enum TlsaSelector : byte
{
    /// <summary>The whole certificate, which changes whenever it is renewed.</summary>
    Cert = 0,

    /// <summary>The public key (SubjectPublicKeyInfo), which may stay.</summary>
    Spki = 1,
}
