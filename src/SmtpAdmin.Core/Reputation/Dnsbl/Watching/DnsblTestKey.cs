namespace SmtpAdmin.Reputation;

/// <summary>A list's zone, in any case, and what it was tested with.</summary>
internal readonly record struct DnsblTestKey(string Zone, DnsblSubject Subject)
{
    public bool Equals(DnsblTestKey other) => Subject == other.Subject && string.Equals(Zone, other.Zone, StringComparison.OrdinalIgnoreCase);

    public override int GetHashCode() => HashCode.Combine(string.GetHashCode(Zone, StringComparison.OrdinalIgnoreCase), Subject);
}
