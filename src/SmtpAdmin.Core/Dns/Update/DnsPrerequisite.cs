namespace SmtpAdmin.Dns;

/// <summary>What a server is to make sure of before it carries an update out (RFC 2136 section 2.4).</summary>
internal abstract record DnsPrerequisite(DnsName Name)
{
    /// <summary>The name has exactly these records of their type, whatever their times to live (section 2.4.2).</summary>
    public sealed record SetIs(DnsName Name, IReadOnlyList<DnsRecord> Records) : DnsPrerequisite(Name);

    /// <summary>The name has no record of the type (section 2.4.3).</summary>
    public sealed record NoSet(DnsName Name, DnsType Type) : DnsPrerequisite(Name);

    /// <summary>The name has no record at all (section 2.4.5).</summary>
    public sealed record NameFree(DnsName Name) : DnsPrerequisite(Name);
}
