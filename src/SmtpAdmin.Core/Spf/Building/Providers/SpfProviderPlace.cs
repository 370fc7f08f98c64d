namespace SmtpAdmin.Spf;

/// <summary>Where the include of a provider is of use: SPF is checked for the MAIL FROM domain, which need not be that of the From header (RFC 7208 section 2.4).</summary>
public enum SpfProviderPlace
{
    /// <summary>On the domain that mail is sent from: the provider sends with it as the MAIL FROM domain.</summary>
    Domain,

    /// <summary>On the name that the provider sends with as the MAIL FROM domain, mostly a subdomain of its own.</summary>
    ReturnPath,

    /// <summary>Nowhere by what the provider says now: it sends with a MAIL FROM domain that has a record, by itself or by a CNAME.</summary>
    None,
}
