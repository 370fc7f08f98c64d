namespace SmtpAdmin.Dkim;

/// <summary>Why nothing can be signed as was asked for.</summary>
public enum DkimSigningProblemCode
{
    /// <summary>There are not as many selectors or domains as keys, or there is no key.</summary>
    KeyCount,

    /// <summary>A domain is none.</summary>
    BadDomain,

    /// <summary>A selector is none.</summary>
    BadSelector,

    /// <summary>The identity is none, or not within a domain.</summary>
    BadIdentity,

    /// <summary>A name is none of a header field.</summary>
    BadHeader,

    /// <summary>The signature would end before it begins, or has two ends.</summary>
    BadExpiration,

    /// <summary>The signed message would replace a private key.</summary>
    BadOutFile,
}
