namespace SmtpAdmin.Dns;

/// <summary>A name server of the zone (RFC 1035 section 3.3.11).</summary>
public sealed record NsRecord(DnsName Name, TimeSpan TimeToLive, DnsName Host)
    : DnsRecord(Name, DnsType.NS, TimeToLive)
{
    /// <inheritdoc/>
    public override string DataText => Host.ToAbsoluteString();
}
