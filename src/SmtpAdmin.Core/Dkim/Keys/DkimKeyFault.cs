namespace SmtpAdmin.Dkim;

/// <summary>Why a private key cannot be used.</summary>
public enum DkimKeyFault
{
    /// <summary>It is no private key in PEM.</summary>
    NotAKey,

    /// <summary>It is a certificate.</summary>
    Certificate,

    /// <summary>It is a public key.</summary>
    PublicKey,

    /// <summary>It is something else that goes with keys, but none: a request, parameters, a list of revoked certificates.</summary>
    NotPrivate,

    /// <summary>It is a key of SSH, PuTTY or PGP.</summary>
    OtherProgram,

    /// <summary>It is encrypted, and no passphrase was given.</summary>
    PassphraseMissing,

    /// <summary>It is encrypted with another passphrase, or damaged.</summary>
    PassphraseWrong,

    /// <summary>It is encrypted in a way that is not taken.</summary>
    UnsupportedEncryption,

    /// <summary>It is a key for another algorithm than RSA and Ed25519.</summary>
    UnsupportedAlgorithm,

    /// <summary>It is damaged: cut off, or not what its first line says.</summary>
    Damaged,

    /// <summary>It is too small to sign with, or too large.</summary>
    Size,
}
