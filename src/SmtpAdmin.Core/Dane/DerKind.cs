namespace SmtpAdmin.Dane;

/// <summary>What octets in DER may be.</summary>
internal enum DerKind
{
    /// <summary>Nothing that is known here.</summary>
    None,

    /// <summary>A certificate.</summary>
    Certificate,

    /// <summary>A public key.</summary>
    PublicKey,

    /// <summary>A private key, encrypted or not.</summary>
    PrivateKey,

    /// <summary>Keys and certificates under a password.</summary>
    Pkcs12,

    /// <summary>Certificates in a signed message.</summary>
    Pkcs7,
}
