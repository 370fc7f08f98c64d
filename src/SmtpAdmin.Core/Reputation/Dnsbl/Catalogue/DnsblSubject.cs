namespace SmtpAdmin.Reputation;

/// <summary>What a list holds. A list may hold several.</summary>
public enum DnsblSubject
{
    /// <summary>IPv4 addresses, asked by octets in reverse (RFC 5782 section 2.1).</summary>
    IPv4,

    /// <summary>IPv6 addresses, asked by nibbles in reverse (RFC 5782 section 2.4).</summary>
    IPv6,

    /// <summary>Domain names, asked as they are (RFC 5782 section 3).</summary>
    Domain,
}
