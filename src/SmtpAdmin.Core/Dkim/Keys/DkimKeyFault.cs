namespace SmtpAdmin.Dkim;

/// <summary>Why a private key cannot be used.</summary>
public enum DkimKeyFault
{
    /// <summary>It is no private key in PEM.</summary>
    NotAKey,

    /// <summary>It is a certificate, a public key or a request.</summary>
    NotPrivate,

    /// <summary>It is encrypted, and no passphrase was given.</summary>
    PassphraseMissing,

    /// <summary>It is encrypted with another passphrase, or damaged.</summary>
    PassphraseWrong,

    /// <summary>It is a kind of key or of encryption that DKIM or this program has no use for.</summary>
    Unsupported,

    /// <summary>It is too small to sign with, or too large.</summary>
    Size,
}
