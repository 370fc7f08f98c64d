namespace SmtpAdmin.Dns;

/// <summary>The canonical name of an alias (RFC 1035 section 3.3.1).</summary>
public sealed record CnameRecord(DnsName Name, TimeSpan TimeToLive, DnsName Target)
    : DnsRecord(Name, DnsType.CNAME, TimeToLive)
{
    /// <inheritdoc/>
    public override string DataText => Target.ToAbsoluteString();
}
