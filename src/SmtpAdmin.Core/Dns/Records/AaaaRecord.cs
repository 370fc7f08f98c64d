using System.Net;

namespace SmtpAdmin.Dns;

/// <summary>An IPv6 address (RFC 3596 section 2).</summary>
public sealed record AaaaRecord(DnsName Name, TimeSpan TimeToLive, IPAddress Address)
    : DnsRecord(Name, DnsType.AAAA, TimeToLive)
{
    /// <inheritdoc/>
    public override string DataText => Address.ToString();
}
