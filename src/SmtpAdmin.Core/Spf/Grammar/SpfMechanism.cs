namespace SmtpAdmin.Spf;

/// <summary>The mechanisms of SPF (RFC 7208 section 5).</summary>
public enum SpfMechanism
{
    /// <summary>Every sender (section 5.1).</summary>
    All,

    /// <summary>Those that another domain's record passes (section 5.2).</summary>
    Include,

    /// <summary>A host's addresses (section 5.3).</summary>
    A,

    /// <summary>The addresses of a domain's mail exchangers (section 5.4).</summary>
    Mx,

    /// <summary>Hosts whose reverse name lies in a domain (section 5.5); not to be used any more.</summary>
    Ptr,

    /// <summary>An IPv4 network (section 5.6).</summary>
    Ip4,

    /// <summary>An IPv6 network (section 5.6).</summary>
    Ip6,

    /// <summary>Those for which a name has an address (section 5.7).</summary>
    Exists,
}
