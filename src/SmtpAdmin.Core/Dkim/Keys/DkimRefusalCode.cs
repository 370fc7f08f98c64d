namespace SmtpAdmin.Dkim;

/// <summary>Why no key is made.</summary>
public enum DkimRefusalCode
{
    /// <summary>The domain is none.</summary>
    BadDomain,

    /// <summary>The selector is none, or is too long before this domain.</summary>
    BadSelector,

    /// <summary>No key has this size.</summary>
    BadKeySize,

    /// <summary>The key would be smaller than signers should use (RFC 8301 section 3.2), and nobody insisted.</summary>
    WeakKey,

    /// <summary>The note is longer than a record should carry.</summary>
    BadNote,

    /// <summary>The folder for the private key is not there.</summary>
    MissingFolder,

    /// <summary>A file is where the private key belongs, and nobody insisted.</summary>
    KeyExists,

    /// <summary>The DNS has a key at the selector, and nobody insisted.</summary>
    SelectorInUse,

    /// <summary>All selectors of the month are in use.</summary>
    NoSelectorLeft,

    /// <summary>There are no lines of configuration for this key: a program cannot use it, or its path cannot stand there.</summary>
    BadConfig,
}
