namespace SmtpAdmin.Provisioning;

/// <summary>What a server says of a record set, or all of them together.</summary>
public enum DnsWaitStatus
{
    /// <summary>It shows what is to be there.</summary>
    Visible,

    /// <summary>It shows something else.</summary>
    Different,

    /// <summary>It shows nothing, and something is to be there.</summary>
    Missing,

    /// <summary>No IPv6 address can be reached from here, and the same server answers by IPv4: it does not count.</summary>
    NotReached,

    /// <summary>It is not known what it shows: it did not answer, or not as a server of the zone.</summary>
    Unknown,
}
