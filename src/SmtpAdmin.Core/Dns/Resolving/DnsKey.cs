namespace SmtpAdmin.Dns;

/// <summary>A question as a key of tables.</summary>
/// <param name="Name">The name asked for.</param>
/// <param name="Type">The type asked for.</param>
internal readonly record struct DnsKey(DnsName Name, DnsType Type)
{
    /// <summary>The same, without the detour over comparers: it is asked for several times a query.</summary>
    public bool Equals(DnsKey other) => Type == other.Type && Name.Equals(other.Name);

    /// <inheritdoc/>
    public override int GetHashCode() => (Name.GetHashCode() * 31) ^ (int)Type;
}
