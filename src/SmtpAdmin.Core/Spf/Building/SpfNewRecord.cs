using SmtpAdmin.Provisioning;

namespace SmtpAdmin.Spf;

/// <summary>A record that was made, with what is to be known of it before it is published.</summary>
public sealed record SpfNewRecord : TxtZoneRecord
{
    /// <summary>Makes a record.</summary>
    /// <param name="name">The name that is to publish it; empty when it is not named.</param>
    /// <param name="value">The record, ASCII.</param>
    /// <exception cref="FormatException">The name is none.</exception>
    public SpfNewRecord(string name, string value)
        : base(name, value)
    {
    }

    /// <summary>The length of the record in octets.</summary>
    public int Length => Value.Length;

    /// <summary>How many of the ten look-ups a check makes that no term matches (RFC 7208 section 4.6.4); at least so many where <see cref="IsLookupCountComplete"/> is false.</summary>
    public int LookupCount { get; init; }

    /// <summary>How many look-ups of such a check find nothing: for IPv4 or IPv6 senders, whichever are more.</summary>
    public int VoidLookupCount { get; init; }

    /// <summary>All that the record leads to was read, so that the counts are what a receiver comes to.</summary>
    public bool IsLookupCountComplete { get; init; }

    /// <summary>What is to be known of the record, and what to do about it.</summary>
    public IReadOnlyList<Finding> Findings { get; init => field = Indexable.Of(value); } = [];

    /// <summary>What the record says of the senders that it was to be proved for; empty when none were named.</summary>
    public IReadOnlyList<SpfCheckResult> Proof { get; init => field = Indexable.Of(value); } = [];

    /// <summary>Every sender of <see cref="Proof"/> passes, and no finding is an error.</summary>
    public bool Passed => Proof.All(sender => sender.Passed) && Findings.All(finding => finding.Severity != FindingSeverity.Error);
}
