namespace SmtpAdmin.Spf;

/// <summary>Chooses which terms of a record are replaced: those that were asked for, and of the others as few as its look-ups need.</summary>
/// <param name="record">The record.</param>
/// <param name="options">What is wanted.</param>
/// <param name="nameLength">How long the names of further records are, at most.</param>
internal sealed class SpfChoice(SpfWalkedRecord record, SpfOptimizeOptions options, int nameLength)
{
    private readonly SpfExpansion _expansion = new(options.Keep);

    /// <summary>The choice.</summary>
    /// <param name="Draft">The record that it makes.</param>
    /// <param name="Split">The same, cut into records.</param>
    /// <param name="Chosen">The terms that are replaced.</param>
    /// <param name="IsWithin">It keeps its look-ups and its length.</param>
    public sealed record Result(SpfFlatDraft Draft, SpfSplit Split, IReadOnlyList<SpfWalkedTerm> Chosen, bool IsWithin);

    /// <summary>The terms that were asked for.</summary>
    public IReadOnlyList<SpfWalkedTerm> Asked { get; } =
        [.. SpfCost.Reachable(record).Where(term => term.Term.CostsLookup && options.Flatten.Any(pattern => SpfTermNames.Matches(pattern, term)))];

    /// <summary>Chooses.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public Result Choose(CancellationToken cancellationToken)
    {
        var chosen = Asked.Where(CanReplace).ToList();
        var candidates = Candidates(chosen);
        var best = Make(chosen);
        var current = best;
        for (var next = 0; !current.IsWithin && next < candidates.Count; next++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            chosen.Add(candidates[next]);
            current = Make(chosen);
            if (current.IsWithin || (current.Split.Fits, -current.Split.LookupCount).CompareTo((best.Split.Fits, -best.Split.LookupCount)) > 0) best = current;
        }
        if (!current.IsWithin) return best;
        // What was replaced before something else made the difference may not be needed.
        foreach (var candidate in candidates.Where(chosen.Contains).Reverse().ToList())
        {
            cancellationToken.ThrowIfCancellationRequested();
            var without = Make([.. chosen.Where(term => !ReferenceEquals(term, candidate))]);
            if (!without.IsWithin) continue;
            chosen = [.. without.Chosen];
            current = without;
        }
        return current;
    }

    /// <summary>The steps that a term becomes; null when it stays as a whole.</summary>
    public IReadOnlyList<SpfStep>? Replace(SpfWalkedTerm term) => _expansion.Replace(record, term);

    private bool CanReplace(SpfWalkedTerm term) => Replace(term) is not null;

    private Result Make(IReadOnlyList<SpfWalkedTerm> chosen)
    {
        var set = new HashSet<SpfWalkedTerm>(chosen, ReferenceEqualityComparer.Instance);
        var draft = SpfFlatDraft.Of(_expansion.Expand(record, set.Contains), record.Record!);
        var split = SpfSplit.Of(draft, options.MaxLength, nameLength);
        return new Result(draft, split, [.. chosen], split.Fits && split.LookupCount <= options.MaxLookups);
    }

    /// <summary>
    /// Includes go first, those that cost most look-ups for the octets that their addresses need before the others: what <c>a</c> and <c>mx</c> name is mostly the domain's own, which
    /// changes it without looking here. Last come includes that need about as many records as they have.
    /// </summary>
    private List<SpfWalkedTerm> Candidates(List<SpfWalkedTerm> chosen) =>
        [.. SpfCost.Reachable(record).Where(term => term.Term.CostsLookup && !chosen.Contains(term))
            .Select(term => (Term: term, Steps: Replace(term))).Where(candidate => candidate.Steps is not null)
            .Select(candidate => (candidate.Term, Gain: Gain(candidate.Term, candidate.Steps!)))
            .OrderBy(candidate => candidate.Gain <= 0 ? 2 : candidate.Term.Record is null ? 1 : 0).ThenByDescending(candidate => candidate.Gain)
            .Select(candidate => candidate.Term)];

    /// <summary>The look-ups that are saved, in octets of a record, without the octets that are needed.</summary>
    private int Gain(SpfWalkedTerm term, IReadOnlyList<SpfStep> steps)
    {
        var saved = term.LookupCount - steps.OfType<SpfKeptStep>().Sum(kept => kept.Term.LookupCount);
        var octets = steps.OfType<SpfListedStep>().SelectMany(step => step.Addresses.Networks).Sum(network => network.ToString().Length + " ip4:".Length);
        return (saved * options.MaxLength) - octets;
    }
}
