namespace SmtpAdmin.Dns;

/// <summary>Where a service is found (RFC 2782).</summary>
public sealed record SrvRecord(DnsName Name, TimeSpan TimeToLive, ushort Priority, ushort Weight, ushort Port, DnsName Target)
    : DnsRecord(Name, DnsType.SRV, TimeToLive)
{
    /// <inheritdoc/>
    public override string DataText => FormattableString.Invariant($"{Priority} {Weight} {Port} {Target.ToAbsoluteString()}");
}
