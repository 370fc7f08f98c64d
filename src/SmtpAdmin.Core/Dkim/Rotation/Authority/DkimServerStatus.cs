namespace SmtpAdmin.Dkim;

/// <summary>What one authoritative server publishes at the name of a key.</summary>
public enum DkimServerStatus
{
    /// <summary>The key.</summary>
    Published,

    /// <summary>An alias to another name, whose own servers are asked in turn.</summary>
    Alias,

    /// <summary>Nothing.</summary>
    Missing,

    /// <summary>Another key.</summary>
    Different,

    /// <summary>More than one record: which of them a receiver takes is not defined (RFC 6376 section 3.6.2.2).</summary>
    Several,

    /// <summary>A record that receivers may drop or must not use for mail.</summary>
    Faulty,

    /// <summary>A record that says that the key is revoked (an empty <c>p=</c>).</summary>
    Revoked,

    /// <summary>It did not answer, or not as the zone's own server: that says nothing about the record.</summary>
    Unknown,

    /// <summary>An IPv6 address, and IPv6 leads nowhere from here; the same server answered by another address. It does not count.</summary>
    NotReached,
}
