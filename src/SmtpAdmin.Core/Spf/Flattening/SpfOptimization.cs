using SmtpAdmin.Provisioning;

namespace SmtpAdmin.Spf;

/// <summary>A domain's record, made to cost fewer look-ups, with the same result for every sender as long as nobody whom it included changes anything.</summary>
public sealed record SpfOptimization : IDnsRecordSource
{
    /// <summary>The domain.</summary>
    public required string Domain { get; init; }

    /// <summary>What became of it.</summary>
    public required SpfOptimizationStatus Status { get; init; }

    /// <summary>The record as it was; null when there is none, or it could not be read.</summary>
    public string? Original { get; init; }

    /// <summary>The records to publish in this order: those that the domain's own is split over, and the domain's own last; empty when there is nothing to hand out.</summary>
    public IReadOnlyList<TxtZoneRecord> Records { get; init => field = Indexable.Of(value); } = [];

    /// <summary>The records to publish are other than <see cref="Original"/>.</summary>
    public bool Changed => Records.Count > 0 && (Records.Count > 1 || Records[^1].Value != Original);

    /// <summary>How many of the ten look-ups the record costs as it was, at most.</summary>
    public int LookupCountBefore { get; init; }

    /// <summary>How many the new one costs, at most; with <see cref="SpfOptimizationStatus.OverBudget"/> the fewest that could be had.</summary>
    public int LookupCountAfter { get; init; }

    /// <summary>How many look-ups found nothing, at most, for the record as it was.</summary>
    public int VoidLookupCountBefore { get; init; }

    /// <summary>How many find nothing for the new one, at most.</summary>
    public int VoidLookupCountAfter { get; init; }

    /// <summary>The terms that addresses took the place of.</summary>
    public IReadOnlyList<SpfReplacement> Replaced { get; init => field = Indexable.Of(value); } = [];

    /// <summary>The terms that still cost look-ups, and why.</summary>
    public IReadOnlyList<SpfKeptTerm> Kept { get; init => field = Indexable.Of(value); } = [];

    /// <summary>For how many seconds all answers are good that the addresses come from; null when nothing was replaced.</summary>
    public long? ShortestTtlSeconds { get; init; }

    /// <summary>How it differs from what the domain publishes; null when that was not asked for, or could not be told.</summary>
    public SpfDrift? Drift { get; init; }

    /// <summary>What is wrong or worth knowing, and what to do about it.</summary>
    public IReadOnlyList<Finding> Findings { get; init => field = Indexable.Of(value); } = [];

    /// <summary>How long it took, in milliseconds.</summary>
    public double DurationMs { get; init; }

    /// <summary>The records to publish as sets, in the same order.</summary>
    public IReadOnlyList<DnsRecordSet> RecordSets => Records.SelectMany(record => record.RecordSets).ToArray();
}
