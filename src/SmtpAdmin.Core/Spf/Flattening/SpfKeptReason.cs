namespace SmtpAdmin.Spf;

/// <summary>Why a term was not replaced by addresses.</summary>
public enum SpfKeptReason
{
    /// <summary>The record is within its look-ups without that.</summary>
    NotNeeded,

    /// <summary>It was asked for.</summary>
    Asked,

    /// <summary>A macro makes it another term for each sender.</summary>
    Macro,

    /// <summary>It is <c>exists</c>, which has no addresses.</summary>
    Exists,

    /// <summary>It is <c>ptr</c>, which has names and no addresses.</summary>
    Ptr,

    /// <summary>Its domain is no name that can be asked for.</summary>
    BadName,

    /// <summary>A term that cannot be replaced stands in its record.</summary>
    Within,

    /// <summary>It is a <c>redirect=</c>, and one of the records has an explanation of its own (RFC 7208 section 6.2).</summary>
    Explanation,
}
