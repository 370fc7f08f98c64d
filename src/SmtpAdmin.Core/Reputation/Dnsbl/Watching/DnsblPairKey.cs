namespace SmtpAdmin.Reputation;

/// <summary>A target and a list's zone, in any case.</summary>
internal readonly record struct DnsblPairKey(string Target, string Zone)
{
    public bool Equals(DnsblPairKey other) =>
        string.Equals(Target, other.Target, StringComparison.OrdinalIgnoreCase) && string.Equals(Zone, other.Zone, StringComparison.OrdinalIgnoreCase);

    public override int GetHashCode() =>
        HashCode.Combine(string.GetHashCode(Target, StringComparison.OrdinalIgnoreCase), string.GetHashCode(Zone, StringComparison.OrdinalIgnoreCase));
}
