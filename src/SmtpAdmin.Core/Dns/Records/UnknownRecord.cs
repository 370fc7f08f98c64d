namespace SmtpAdmin.Dns;

/// <summary>A record whose data we keep as octets: DNSKEY, DS, and every type without a class of its own (RFC 3597).</summary>
public sealed record UnknownRecord(DnsName Name, DnsType Type, TimeSpan TimeToLive, ReadOnlyMemory<byte> Data)
    : DnsRecord(Name, Type, TimeToLive)
{
    /// <inheritdoc/>
    public override string DataText => FormattableString.Invariant($"\\# {Data.Length} {Convert.ToHexString(Data.Span)}").TrimEnd(); // RFC 3597 section 5
}
