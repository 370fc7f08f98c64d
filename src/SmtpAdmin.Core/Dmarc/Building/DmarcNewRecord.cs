using SmtpAdmin.Provisioning;

namespace SmtpAdmin.Dmarc;

/// <summary>A DMARC record that was made, with what is to be known before it is published.</summary>
public sealed record DmarcNewRecord : TxtZoneRecord
{
    /// <summary>Makes a record.</summary>
    /// <param name="name">The name that is to publish it, below <c>_dmarc</c>.</param>
    /// <param name="value">The record, ASCII.</param>
    /// <exception cref="FormatException">The name is none.</exception>
    public DmarcNewRecord(string name, string value)
        : base(name, value)
    {
    }

    /// <summary>The domain that the record is for, in ASCII.</summary>
    public required string Domain { get; init; }

    /// <summary>The policy for the domain.</summary>
    public required DmarcPolicy Policy { get; init; }

    /// <summary>The policy for subdomains that exist, as receivers come to it.</summary>
    public required DmarcPolicy SubdomainPolicy { get; init; }

    /// <summary>The policy for subdomains that do not exist, as receivers come to it.</summary>
    public required DmarcPolicy NonexistentSubdomainPolicy { get; init; }

    /// <summary>The policies are tested only: receivers go by one a level below (<c>t=y</c>).</summary>
    public bool IsTesting { get; init; }

    /// <summary>Where aggregate reports go, as URIs.</summary>
    public IReadOnlyList<string> AggregateReportTo { get; init => field = Indexable.Of(value); } = [];

    /// <summary>Where failure reports go, as URIs.</summary>
    public IReadOnlyList<string> FailureReportTo { get; init => field = Indexable.Of(value); } = [];

    /// <summary>
    /// Records that the zones of others need, for reports to be sent there (RFC 9990 section 4): each at <c>domain._report._dmarc.receiver</c>, and
    /// to be published by whoever runs the receiver. They are no part of <see cref="TxtZoneRecord.RecordSets"/>.
    /// </summary>
    public IReadOnlyList<DnsRecordSet> AuthorizationRecords { get; init => field = Indexable.Of(value); } = [];

    /// <summary>What is published at the name now.</summary>
    public PublishedTextStatus PublishedStatus { get; init; }

    /// <summary>The DMARC records that are published at the name now; empty also where that is not known.</summary>
    public IReadOnlyList<string> Published { get; init => field = Indexable.Of(value); } = [];

    /// <summary>What is to be known of the record, and what to do about it.</summary>
    public IReadOnlyList<Finding> Findings { get; init => field = Indexable.Of(value); } = [];

    /// <summary>No finding is an error.</summary>
    public bool Passed => Findings.All(finding => finding.Severity != FindingSeverity.Error);
}
