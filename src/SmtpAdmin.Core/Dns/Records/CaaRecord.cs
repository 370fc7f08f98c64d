namespace SmtpAdmin.Dns;

/// <summary>Who may issue certificates for a name (RFC 8659 section 4).</summary>
public sealed record CaaRecord(DnsName Name, TimeSpan TimeToLive, byte Flags, string Tag, ReadOnlyMemory<byte> Value)
    : DnsRecord(Name, DnsType.CAA, TimeToLive)
{
    /// <inheritdoc/>
    public override string DataText => FormattableString.Invariant($"{Flags} {Tag} {ZoneText.Quote(Value.Span)}");
}
