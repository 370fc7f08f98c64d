using SmtpAdmin.Dns;
using SmtpAdmin.Provisioning;

namespace SmtpAdmin.Spf;

/// <summary>One run for one domain.</summary>
/// <param name="domain">The domain.</param>
/// <param name="options">What is wanted.</param>
/// <param name="lookups">Who is asked.</param>
internal sealed class SpfOptimizing(SpfDomain domain, SpfOptimizeOptions options, SpfLookups lookups)
{
    public async Task<SpfOptimization> RunAsync(CancellationToken cancellationToken)
    {
        var source = await WalkAsync(options.Record, new SpfWalkOptions(), cancellationToken).ConfigureAwait(false);
        var basis = new SpfOptimization { Domain = domain.Text, Status = SpfOptimizationStatus.Unchanged, Original = source.Record?.Text };
        if (SpfFaults.Of(source) is { Count: > 0 } faults) return Without(basis, SpfFaults.Status(faults), faults);
        var published = options.Compare ? await WalkAsync(null, new SpfWalkOptions(), cancellationToken).ConfigureAwait(false) : null;
        var publishedFaults = published is null ? [] : SpfFaults.Of(published);
        if (publishedFaults.Any(fault => fault.Status == SpfOptimizationStatus.Unknown)) return Without(basis, SpfOptimizationStatus.Unknown, publishedFaults);

        var parts = published is null ? SpfPublishedParts.None : await SpfPublishedParts.FindAsync(domain, source, published, lookups, cancellationToken).ConfigureAwait(false);
        var names = Names(source, published, parts);
        var choice = new SpfChoice(source, options, names.MaxLength);
        var chosen = choice.Choose(cancellationToken);
        if (chosen.Split.IsSplit && published is null)
        {
            parts = await SpfPublishedParts.FindAsync(domain, source, null, lookups, cancellationToken).ConfigureAwait(false);
            names = Names(source, null, parts);
            choice = new SpfChoice(source, options, names.MaxLength);
            chosen = choice.Choose(cancellationToken);
        }
        var findings = new SpfOptimizationFindings(domain, options);
        var isAsItWas = choice.Asked.Count == 0 || chosen.Chosen.Count == 0;
        isAsItWas &= source.LookupCount <= options.MaxLookups && source.Record!.Text.Length <= options.MaxLength;
        var kept = isAsItWas ? SpfFlatDraft.Of(new SpfExpansion(options.Keep).Expand(source, _ => false), source.Record!) : chosen.Draft;
        basis = basis with
        {
            LookupCountBefore = source.LookupCount,
            LookupCountAfter = isAsItWas ? source.LookupCount : chosen.Split.LookupCount,
            VoidLookupCountBefore = Math.Max(source.VoidLookupCount4, source.VoidLookupCount6),
            VoidLookupCountAfter = kept.KeptCost.MostVoid,
            Kept = [.. kept.Steps.Kept.Select(step => step.ToResult())],
        };
        findings.AddForChoice(choice, chosen, source);
        if (!isAsItWas && (!chosen.IsWithin || !names.CanName(chosen.Split)))
        {
            findings.AddOverBudget(chosen, names.CanName(chosen.Split));
            return basis with { Status = SpfOptimizationStatus.OverBudget, Findings = findings.ToList() };
        }

        var (top, children) = isAsItWas ? (source.Record!.Text, []) : chosen.Split.Write(names.Of);
        TxtZoneRecord[] records = [.. children, new TxtZoneRecord(domain.Name.ToString(), top)];
        var meaning = SpfMeaning.Of(source);
        await ProveAsync(records, meaning, cancellationToken).ConfigureAwait(false);
        SpfReplacement[] replaced = isAsItWas ? [] : [.. source.Terms.Where(term => chosen.Chosen.Any(other => ReferenceEquals(other, term))).Select(term => SpfReplacements.Of(term, choice.Replace(term)!, domain.Text))];
        var result = basis with
        {
            Status = isAsItWas ? SpfOptimizationStatus.Unchanged : SpfOptimizationStatus.Optimized,
            Records = records,
            Replaced = replaced,
            ShortestTtlSeconds = replaced.Min(replacement => replacement.ShortestTtlSeconds),
            Drift = published is null ? null : SpfDrifts.Of(published, publishedFaults, meaning, records, replaced, parts, options),
        };
        findings.AddForResult(result, kept.KeptCost, source.Answer ?? published?.Answer, published, parts);
        return result with { Findings = findings.ToList() };
    }

    /// <summary>What is told when the time is over.</summary>
    public SpfOptimization TookTooLong() => new()
    {
        Domain = domain.Text,
        Status = SpfOptimizationStatus.Unknown,
        Original = options.Record?.Text,
        Findings = [new Finding(FindingSeverity.Error, "SPF-UNKNOWN", FormattableString.Invariant($"The look-ups took longer than {options.Timeout.TotalSeconds:0.###} s."), "Try again later, or allow more with -Timeout. No record is handed out, because addresses would be missing from it.")],
    };

    private Task<SpfWalkedRecord> WalkAsync(SpfRecord? given, SpfWalkOptions walkOptions, CancellationToken cancellationToken) =>
        new SpfWalker(lookups, walkOptions).WalkAsync(domain, given, cancellationToken);

    private static SpfOptimization Without(SpfOptimization basis, SpfOptimizationStatus status, IReadOnlyList<SpfFault> faults) =>
        basis with { Status = status, Findings = [.. faults.Select(fault => fault.Finding)] };

    /// <summary>Names in use are those of the source, which must go on to mean what they mean, those of the published record, and what else is there; a text that is published keeps its name.</summary>
    private SpfPartNames Names(SpfWalkedRecord source, SpfWalkedRecord? published, SpfPublishedParts parts) => new(
        domain,
        source.All().Concat(published?.All() ?? []).Select(record => record.Domain).Concat(parts.Names),
        parts.Records.GroupBy(record => record.Name, StringComparer.OrdinalIgnoreCase).Where(name => name.Count() == 1).SelectMany(name => name)
            .DistinctBy(record => record.Value).ToDictionary(record => record.Value, record => record.Name));

    /// <summary>
    /// Reads the new records as a receiver will, and holds what they mean against what the old one means, for every address. That they differ would be a fault of this program;
    /// it must not reach anybody's zone.
    /// </summary>
    /// <exception cref="InvalidOperationException">They differ.</exception>
    private async Task ProveAsync(TxtZoneRecord[] records, SpfMeaning meaning, CancellationToken cancellationToken)
    {
        var unpublished = records.SkipLast(1).ToDictionary(record => DnsName.Parse(record.Name), record => SpfRecord.Parse(record.Value));
        var walked = await WalkAsync(SpfRecord.Parse(records[^1].Value), new SpfWalkOptions { Unpublished = unpublished }, cancellationToken).ConfigureAwait(false);
        if (SpfFaults.Of(walked) is [var fault, ..]) throw new InvalidOperationException($"The new record of {domain.Text} could not be proved. {fault.Finding.Message}");
        if (!SpfMeaning.Of(walked).IsSame(meaning)) throw new InvalidOperationException($"The new record of {domain.Text} does not mean what the old one means. This is a fault of SmtpAdmin; please report it with the record.");
    }
}
