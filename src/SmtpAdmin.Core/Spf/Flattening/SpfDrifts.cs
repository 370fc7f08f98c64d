using SmtpAdmin.Provisioning;

namespace SmtpAdmin.Spf;

/// <summary>Compares a published record with what it would be now.</summary>
internal static class SpfDrifts
{
    public static SpfDrift Of(
        SpfWalkedRecord published, IReadOnlyList<SpfFault> faults, SpfMeaning wanted, IReadOnlyList<TxtZoneRecord> records, IReadOnlyList<SpfReplacement> replaced, SpfPublishedParts parts, SpfOptimizeOptions options)
    {
        var drift = new SpfDrift
        {
            Changed = true,
            Published = published.Record?.Text,
            PublishedLookupCount = published.LookupCount,
        };
        drift = WithObsolete(drift, parts.Without(records.Select(record => record.Name)));
        if (faults.Count > 0) return drift with { Reason = faults[0].Finding.Message };

        var known = SpfMeaning.Of(published);
        var (passed, passes) = (known.With(SpfQualifier.Pass), wanted.With(SpfQualifier.Pass));
        var added = SpfAddressSets.Without(passes, passed);
        var removed = SpfAddressSets.Without(passed, passes);
        var other = SpfAddressSets.Union(Enum.GetValues<SpfQualifier>().Where(qualifier => qualifier != SpfQualifier.Pass).SelectMany(qualifier =>
            (SpfAddressSet[])[SpfAddressSets.Without(wanted.With(qualifier), known.With(qualifier)), SpfAddressSets.Without(known.With(qualifier), wanted.With(qualifier))]));
        other.Remove(added);
        other.Remove(removed);
        drift = drift with
        {
            Changed = !known.IsSame(wanted) || drift.PublishedLookupCount > options.MaxLookups || published.Record!.Text.Length > options.MaxLength,
            Added = [.. added.Networks],
            Removed = [.. removed.Networks],
            Requalified = [.. other.Networks],
            TermsAdded = Beyond(wanted.Terms, known.Terms),
            TermsRemoved = Beyond(known.Terms, wanted.Terms),
            ChangedTerms = [.. replaced.Where(replacement => replacement.Networks.Any(added.Overlaps)).Select(replacement => replacement.Term)],
        };
        // What is published can stay, with the parts that it names.
        return drift.Changed ? drift with { Reason = SpfDriftReason.Of(drift, options) } : WithObsolete(drift, parts.Without(published.All().Select(record => record.Domain)));
    }

    private static SpfDrift WithObsolete(SpfDrift drift, IReadOnlyList<TxtZoneRecord> records) =>
        drift with { Obsolete = [.. records.Select(record => record.Name).Distinct(StringComparer.OrdinalIgnoreCase)], ObsoleteRecords = records };

    /// <summary>The terms of one that the other has not, or not as often.</summary>
    private static string[] Beyond(IReadOnlyList<string> terms, IReadOnlyList<string> others)
    {
        var left = others.ToList();
        return [.. terms.Where(term => !left.Remove(term))];
    }
}
