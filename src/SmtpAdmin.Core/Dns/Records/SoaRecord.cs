namespace SmtpAdmin.Dns;

/// <summary>The start of a zone's authority (RFC 1035 section 3.3.13). <paramref name="Minimum"/> bounds how long a negative answer is cached (RFC 2308 section 4).</summary>
public sealed record SoaRecord(
    DnsName Name,
    TimeSpan TimeToLive,
    DnsName PrimaryServer,
    DnsName Responsible,
    uint Serial,
    TimeSpan Refresh,
    TimeSpan Retry,
    TimeSpan Expire,
    TimeSpan Minimum)
    : DnsRecord(Name, DnsType.SOA, TimeToLive)
{
    /// <inheritdoc/>
    public override string DataText => FormattableString.Invariant(
        $"{PrimaryServer.ToAbsoluteString()} {Responsible.ToAbsoluteString()} {Serial} {(long)Refresh.TotalSeconds} {(long)Retry.TotalSeconds} {(long)Expire.TotalSeconds} {(long)Minimum.TotalSeconds}");
}
