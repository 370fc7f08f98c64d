namespace SmtpAdmin.Dns;

/// <summary>A certificate association for DANE (RFC 6698 section 2.1; for SMTP RFC 7672).</summary>
public sealed record TlsaRecord(DnsName Name, TimeSpan TimeToLive, byte Usage, byte Selector, byte MatchingType, ReadOnlyMemory<byte> Association)
    : DnsRecord(Name, DnsType.TLSA, TimeToLive)
{
    /// <inheritdoc/>
    public override string DataText => FormattableString.Invariant($"{Usage} {Selector} {MatchingType} {Convert.ToHexString(Association.Span)}");
}
