using SmtpAdmin.Provisioning;

namespace SmtpAdmin.TlsRpt;

/// <summary>A TLS-RPT record that was made (RFC 8460 section 3), with what is to be known before it is published.</summary>
public sealed record TlsRptNewRecord : TxtZoneRecord
{
    /// <summary>Makes a record.</summary>
    /// <param name="name">The name that is to publish it, below <c>_smtp._tls</c>.</param>
    /// <param name="value">The record, ASCII.</param>
    /// <exception cref="FormatException">The name is none.</exception>
    public TlsRptNewRecord(string name, string value)
        : base(name, value)
    {
    }

    /// <summary>The domain that the record is for, in ASCII.</summary>
    public required string Domain { get; init; }

    /// <summary>Where reports go, as URIs.</summary>
    public IReadOnlyList<string> ReportTo { get; init => field = Indexable.Of(value); } = [];

    /// <summary>What is published at the name now.</summary>
    public PublishedTextStatus PublishedStatus { get; init; }

    /// <summary>The TLS-RPT records that are published at the name now; empty also where that is not known.</summary>
    public IReadOnlyList<string> Published { get; init => field = Indexable.Of(value); } = [];

    /// <summary>What is to be known of the record, and what to do about it.</summary>
    public IReadOnlyList<Finding> Findings { get; init => field = Indexable.Of(value); } = [];

    /// <summary>No finding is an error.</summary>
    public bool Passed => Findings.All(finding => finding.Severity != FindingSeverity.Error);
}
