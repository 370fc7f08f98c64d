using SmtpAdmin.Provisioning;

namespace SmtpAdmin.Dane;

/// <summary>The TLSA records of one port of a host as they are to be published, with what is to be known of them before.</summary>
public sealed record TlsaNewRecord : IDnsRecordSource
{
    /// <summary>The name that is to hold them, in ASCII without a dot at the end: <c>_25._tcp.mail.example.com</c> (RFC 6698 section 3).</summary>
    public required string Name { get; init; }

    /// <summary>The type of the records.</summary>
    public string Type { get; } = nameof(Dns.DnsType.TLSA);

    /// <summary>The host.</summary>
    public required string HostName { get; init; }

    /// <summary>The TCP port.</summary>
    public required int Port { get; init; }

    /// <summary>What the certificate in the records is to the server's.</summary>
    public required TlsaUsage Usage { get; init; }

    /// <summary>Which part of the certificate they are of.</summary>
    public required TlsaSelector Selector { get; init; }

    /// <summary>How they hold it.</summary>
    public required TlsaMatchingType MatchingType { get; init; }

    /// <summary>The data of each record as it stands in a zone file; none where the server could not be asked.</summary>
    public IReadOnlyList<string> Value { get; init => field = Indexable.Of(value); } = [];

    /// <summary>The records as lines of a zone file, without a time to live.</summary>
    public IReadOnlyList<string> ZoneLine { get; init => field = Indexable.Of(value); } = [];

    /// <summary>The certificates or keys in use: one, unless the server's addresses show different ones.</summary>
    public IReadOnlyList<TlsaCertificate> Certificate { get; init => field = Indexable.Of(value); } = [];

    /// <summary>The certificate or key to come; null for none.</summary>
    public TlsaCertificate? Next { get; init; }

    /// <summary>What the DNS has at the name now.</summary>
    public IReadOnlyList<TlsaPublishedRecord> Published { get; init => field = Indexable.Of(value); } = [];

    /// <summary>What the DNS has is this set; null where that is not known.</summary>
    public bool? IsPublished { get; init; }

    /// <summary>The answer about the name was validated by DNSSEC: as trustworthy as the resolver and the way to it. False where the resolver validates and this answer was not; null where it is not known.</summary>
    public bool? IsValidated { get; init; }

    /// <summary>What is to be known, and what to do about it.</summary>
    public IReadOnlyList<Finding> Findings { get; init => field = Indexable.Of(value); } = [];

    /// <summary>The records as a set to be exported or published; none where the server could not be asked.</summary>
    public IReadOnlyList<DnsRecordSet> RecordSets { get; init => field = Indexable.Of(value); } = [];

    /// <summary>There are records, and no finding is an error.</summary>
    public bool Passed => RecordSets.Count > 0 && Findings.All(finding => finding.Severity != FindingSeverity.Error);

    /// <inheritdoc/>
    public override string ToString() => ZoneLine.Count > 0 ? string.Join('\n', ZoneLine) : Name;
}
