using System.Text.Json.Serialization;
using SmtpAdmin.Dns;
using SmtpAdmin.Provisioning;

namespace SmtpAdmin.MtaSts;

/// <summary>An MTA-STS policy that was made: the file for a web server, and the record that tells of it (RFC 8461 section 3).</summary>
public sealed record MtaStsNewPolicy : IDnsRecordSource
{
    /// <summary>The domain that takes mail, in ASCII.</summary>
    public required string Domain { get; init; }

    /// <summary>What senders do.</summary>
    public required MtaStsMode Mode { get; init; }

    /// <summary>The mail hosts and patterns of the policy.</summary>
    public IReadOnlyList<string> MxHost { get; init => field = Indexable.Of(value); } = [];

    /// <summary>How long senders may keep the policy.</summary>
    [JsonIgnore]
    public TimeSpan MaxAge { get; init; }

    /// <summary>How long senders may keep the policy, in seconds, as the file says it.</summary>
    public long MaxAgeSeconds => (long)MaxAge.TotalSeconds;

    /// <summary>The id in the record.</summary>
    public required string Id { get; init; }

    /// <summary>The file: lines that end with CR and LF (RFC 8461 section 3.2).</summary>
    public required string PolicyText { get; init; }

    /// <summary>Where senders fetch the file (RFC 8461 section 3.3).</summary>
    public required string PolicyUrl { get; init; }

    /// <summary>The file that was written; null when none was.</summary>
    public string? PolicyPath { get; init; }

    /// <summary>The name that is to publish the record, in ASCII without a dot at the end.</summary>
    public required string RecordName { get; init; }

    /// <summary>The record: the version and the id.</summary>
    public string RecordValue => MtaStsText.Record(Id);

    /// <summary>The record as a line of a zone file (RFC 1035 section 5.1), without a time to live.</summary>
    public string ZoneLine => TxtText.ZoneLine(DnsName.Parse(RecordName), [RecordValue]);

    /// <summary>What is published at the record's name now.</summary>
    public PublishedTextStatus PublishedStatus { get; init; }

    /// <summary>The MTA-STS records that are published there now; empty also where that is not known.</summary>
    public IReadOnlyList<string> Published { get; init => field = Indexable.Of(value); } = [];

    /// <summary>What is to be known of the policy, and what to do about it.</summary>
    public IReadOnlyList<Finding> Findings { get; init => field = Indexable.Of(value); } = [];

    /// <summary>No finding is an error.</summary>
    public bool Passed => Findings.All(finding => finding.Severity != FindingSeverity.Error);

    /// <summary>The record as a set to be exported or published.</summary>
    public IReadOnlyList<DnsRecordSet> RecordSets { get; init => field = Indexable.Of(value); } = [];

    /// <summary>The domain, the mode and the id.</summary>
    public override string ToString() => $"{Domain} ({Mode}, id {Id})";
}
