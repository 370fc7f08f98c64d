using System.Net;

namespace SmtpAdmin.Dns;

/// <summary>An IPv4 address (RFC 1035 section 3.4.1).</summary>
public sealed record ARecord(DnsName Name, TimeSpan TimeToLive, IPAddress Address)
    : DnsRecord(Name, DnsType.A, TimeToLive)
{
    /// <inheritdoc/>
    public override string DataText => Address.ToString();
}
