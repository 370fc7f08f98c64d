namespace SmtpAdmin.Spf;

/// <summary>Why no record is made.</summary>
public enum SpfRefusalCode
{
    /// <summary>The domain is none that could publish a record.</summary>
    BadDomain,

    /// <summary>An address or block is none.</summary>
    BadIPAddress,

    /// <summary>A host of <c>a</c> is none, or its prefix length is wrong.</summary>
    BadA,

    /// <summary>A domain of <c>mx</c> is none, or its prefix length is wrong.</summary>
    BadMxDomain,

    /// <summary>A domain to include is none, or its macros are wrong.</summary>
    BadInclude,

    /// <summary>A domain of <c>exists</c> is none, or its macros are wrong.</summary>
    BadExists,

    /// <summary>The domain to redirect to is none, or its macros are wrong.</summary>
    BadRedirect,

    /// <summary>The name of the explanation is none, or its macros are wrong.</summary>
    BadExplanation,

    /// <summary>There is no such provider in the table.</summary>
    UnknownProvider,

    /// <summary>The provider has no such variant, or needs one.</summary>
    BadProvider,

    /// <summary>A sender to prove the record for is none, or one that it says nothing of.</summary>
    BadProve,

    /// <summary>Nothing was given that a record could be made of.</summary>
    NothingGiven,

    /// <summary>The record would pass every sender there is.</summary>
    AuthorizesEverybody,

    /// <summary>Both <c>redirect=</c> and <c>all</c> were asked for; <c>all</c> makes the other mean nothing (RFC 7208 section 6.1).</summary>
    RedirectBesideAll,

    /// <summary>The record would include or redirect to itself.</summary>
    Loop,

    /// <summary>More than ten look-ups would be needed (RFC 7208 section 4.6.4).</summary>
    TooManyLookups,

    /// <summary>A domain to include, or one that it includes, has no record (RFC 7208 section 5.2).</summary>
    IncludeWithoutRecord,

    /// <summary>The domain to redirect to has no record (RFC 7208 section 6.1).</summary>
    RedirectWithoutRecord,

    /// <summary>A check would end in permanent error in the record of another domain, or at a term that cannot be looked up.</summary>
    BrokenTerm,

    /// <summary>The record would be longer than a TXT record can be.</summary>
    TooLong,

    /// <summary>A sender can be proved with look-ups alone, and there are to be none.</summary>
    ProveNeedsLookup,
}
