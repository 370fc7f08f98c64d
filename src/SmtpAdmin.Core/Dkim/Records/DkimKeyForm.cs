namespace SmtpAdmin.Dkim;

/// <summary>What the octets of a key record's <c>p=</c> are.</summary>
internal enum DkimKeyForm
{
    /// <summary>There is no such tag.</summary>
    Missing,

    /// <summary>Nothing: the key is revoked.</summary>
    Empty,

    /// <summary>No base64.</summary>
    NoBase64,

    /// <summary>The beginning of a key.</summary>
    Cut,

    /// <summary>An RSA key as SubjectPublicKeyInfo, as it should be.</summary>
    Rsa,

    /// <summary>An RSA key without the SubjectPublicKeyInfo around it.</summary>
    BareRsa,

    /// <summary>32 octets, as an Ed25519 key should be.</summary>
    Ed25519,

    /// <summary>An Ed25519 key with a SubjectPublicKeyInfo around it.</summary>
    WrappedEd25519,

    /// <summary>A private key.</summary>
    PrivateKey,

    /// <summary>A certificate.</summary>
    Certificate,

    /// <summary>A public key for another algorithm.</summary>
    OtherAlgorithm,

    /// <summary>Something else.</summary>
    Other,
}
