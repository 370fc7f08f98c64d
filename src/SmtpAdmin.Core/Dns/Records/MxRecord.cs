namespace SmtpAdmin.Dns;

/// <summary>A mail exchanger (RFC 1035 section 3.3.9). Preference 0 with the root as host is a null MX: no mail at all (RFC 7505).</summary>
public sealed record MxRecord(DnsName Name, TimeSpan TimeToLive, ushort Preference, DnsName Exchange)
    : DnsRecord(Name, DnsType.MX, TimeToLive)
{
    /// <summary>The domain says that it accepts no mail (RFC 7505 section 3).</summary>
    public bool IsNull => Exchange.IsRoot;

    /// <inheritdoc/>
    public override string DataText => FormattableString.Invariant($"{Preference} {Exchange.ToAbsoluteString()}");
}
