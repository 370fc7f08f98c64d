namespace SmtpAdmin.Spf;

/// <summary>What is known of a domain's record.</summary>
public sealed record SpfRecordReport
{
    /// <summary>The domain; null when only a record was given.</summary>
    public string? Domain { get; init; }

    /// <summary>The record, its strings joined; null when there is none, or more than one.</summary>
    public string? Record { get; init; }

    /// <summary>The verdict.</summary>
    public required SpfRecordStatus Status { get; init; }

    /// <summary>The record works: <see cref="Status"/> is Pass or Warning.</summary>
    public bool Passed => Status is SpfRecordStatus.Pass or SpfRecordStatus.Warning;

    /// <summary>How many of the ten look-ups a check makes that no term matches (RFC 7208 section 4.6.4).</summary>
    public int LookupCount { get; init; }

    /// <summary>How many look-ups of such a check find nothing (RFC 7208 section 4.6.4): for IPv4 or IPv6 senders, whichever are more.</summary>
    public int VoidLookupCount { get; init; }

    /// <summary>The senders that <see cref="VoidLookupCount"/> is for: <c>IPv4</c> or <c>IPv6</c>; null where it is the same for both.</summary>
    public string? VoidLookupFamily { get; init; }

    /// <summary>The share of the IPv4 addresses that pass, from 0 to 1, as far as the DNS told: qualifiers and the order of the terms are minded, and what hangs on the sender, or needs an eleventh look-up, is left out.</summary>
    public double AuthorizedIPv4Share { get; init; }

    /// <summary>The networks that pass, as few as say it, with the same restrictions.</summary>
    public IReadOnlyList<SpfNetwork> Networks { get; init => field = Indexable.Of(value); } = [];

    /// <summary>The length of the record in octets.</summary>
    public int Length { get; init; }

    /// <summary>The length in octets of the DNS message with all TXT records of the name, without EDNS; null when it is not known.</summary>
    public int? AnswerLength { get; init; }

    /// <summary>What else the name publishes that is or looks like SPF: further records, those of type 99, slips.</summary>
    public IReadOnlyList<string> OtherRecords { get; init => field = Indexable.Of(value); } = [];

    /// <summary>The terms in their order, with the records within them; what could not be read is among them.</summary>
    public IReadOnlyList<SpfReportTerm> Terms { get; init => field = Indexable.Of(value); } = [];

    /// <summary>The terms as a tree, for people to read: each with its look-ups and the total behind it.</summary>
    public string Tree { get; init; } = "";

    /// <summary>What is wrong, and what to do about it.</summary>
    public IReadOnlyList<Finding> Findings { get; init => field = Indexable.Of(value); } = [];

    /// <summary>How long the check took, in milliseconds.</summary>
    public double DurationMs { get; init; }
}
