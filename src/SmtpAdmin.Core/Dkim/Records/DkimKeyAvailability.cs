namespace SmtpAdmin.Dkim;

/// <summary>What the DNS has where a key belongs.</summary>
internal enum DkimKeyAvailability
{
    /// <summary>One record.</summary>
    Found,

    /// <summary>None, for certain.</summary>
    Missing,

    /// <summary>More than one: which of them is taken is not defined (RFC 6376 section 3.6.2.2).</summary>
    Several,

    /// <summary>The DNS did not tell.</summary>
    Unknown,
}
