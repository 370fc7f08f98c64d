namespace SmtpAdmin.Reputation;

/// <summary>Whether a list can be used from here.</summary>
public enum DnsblProviderStatus
{
    /// <summary>It passed its test entries (RFC 5782 section 5) for all that it holds.</summary>
    Usable,

    /// <summary>It passed for some of what it holds.</summary>
    Partly,

    /// <summary>It will not answer this resolver.</summary>
    Refused,

    /// <summary>It lists everything, or not even its own test entry, or is no list any more.</summary>
    Broken,

    /// <summary>It did not answer.</summary>
    Unknown,

    /// <summary>It was closed, and was not asked.</summary>
    Retired,
}
