namespace SmtpAdmin.Reputation;

/// <summary>What was asked about.</summary>
public enum DnsblKind
{
    /// <summary>An IPv4 or IPv6 address.</summary>
    Address,

    /// <summary>A domain.</summary>
    Domain,
}
