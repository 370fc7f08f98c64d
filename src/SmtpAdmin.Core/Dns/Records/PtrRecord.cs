namespace SmtpAdmin.Dns;

/// <summary>The name that an address points to (RFC 1035 section 3.3.12).</summary>
public sealed record PtrRecord(DnsName Name, TimeSpan TimeToLive, DnsName Target)
    : DnsRecord(Name, DnsType.PTR, TimeToLive)
{
    /// <inheritdoc/>
    public override string DataText => Target.ToAbsoluteString();
}
