namespace SmtpAdmin.Spf;

/// <summary>Makes the decision of a record out of its terms: those whose addresses can be listed become addresses, each in the domain whose record it stands in.</summary>
/// <param name="keep">Terms that stay, by their patterns.</param>
internal sealed class SpfExpansion(IReadOnlyList<string> keep)
{
    private readonly Dictionary<SpfWalkedTerm, IReadOnlyList<SpfStep>> _opened = new(ReferenceEqualityComparer.Instance);

    /// <summary>The decision of a record.</summary>
    /// <param name="record">The record.</param>
    /// <param name="isChosen">Which of its terms are replaced, where that can be done; <c>ip4</c> and <c>ip6</c> are addresses as they are.</param>
    public SpfStepList Expand(SpfWalkedRecord record, Func<SpfWalkedTerm, bool> isChosen) => Expand(record, isChosen, explains: true);

    /// <summary>The patterns stand for a term.</summary>
    public bool IsKept(SpfWalkedTerm term) => keep.Any(pattern => SpfTermNames.Matches(pattern, term));

    /// <summary>The steps that a term of a record becomes; null when it stays as a whole.</summary>
    public IReadOnlyList<SpfStep>? Replace(SpfWalkedRecord record, SpfWalkedTerm term)
    {
        if (IsKept(term)) return null;
        if (term.Term is SpfDirective directive) return Opened(directive, term, record) is var opened && IsWhole(opened, term) ? null : opened;
        var list = Redirected([], term, record, _ => true, explains: true);
        return ReferenceEquals(list.Redirect?.Term, term) ? null : [.. list.Steps, .. list.Redirect is { } further ? [further] : Array.Empty<SpfStep>()];
    }

    private SpfStepList Expand(SpfWalkedRecord record, Func<SpfWalkedTerm, bool> isChosen, bool explains)
    {
        var steps = new List<SpfStep>();
        foreach (var term in record.Terms)
        {
            if (term.Term is not SpfDirective directive) continue;
            if (directive.Mechanism == SpfMechanism.All) return new SpfStepList(steps, directive.Qualifier, null);
            steps.AddRange(directive.Network is { } network ? [Listed(directive.Qualifier, [network])]
                : IsKept(term) ? [Kept(directive, term, record, SpfKeptReason.Asked)]
                : Opened(directive, term, record) is var opened && (isChosen(term) || IsWhole(opened, term)) ? opened
                : [Kept(directive, term, record, SpfKeptReason.NotNeeded)]);
        }
        return SpfCost.Redirect(record) is { } redirect ? Redirected(steps, redirect, record, isChosen, explains) : new SpfStepList(steps, null, null);
    }

    private IReadOnlyList<SpfStep> Opened(SpfDirective directive, SpfWalkedTerm term, SpfWalkedRecord record)
    {
        if (_opened.TryGetValue(term, out var known)) return known;
        return _opened[term] = directive.Mechanism switch
        {
            SpfMechanism.Exists => [Kept(directive, term, record, SpfKeptReason.Exists)],
            SpfMechanism.Ptr => [Kept(directive, term, record, SpfKeptReason.Ptr)],
            _ when directive.Domain is { HasMacros: true } => [Kept(directive, term, record, SpfKeptReason.Macro)],
            _ when term.Target is null => [Kept(directive, term, record, SpfKeptReason.BadName)],
            SpfMechanism.Include => Included(directive, term, record),
            _ => [Listed(directive.Qualifier, term.Networks)],
        };
    }

    /// <summary>
    /// An include matches whom the other record passes, and no one else (RFC 7208 section 5.2): what that record's other directives match before is taken out. A term
    /// of it that stays can stay only in its own right, as an include that passes, and with nobody taken out before who might match it.
    /// </summary>
    private List<SpfStep> Included(SpfDirective directive, SpfWalkedTerm term, SpfWalkedRecord record)
    {
        var inner = Expand(term.Record!, _ => true, explains: false);
        var steps = new List<SpfStep>();
        var (passed, others) = (new SpfAddressSet(), new SpfAddressSet());
        foreach (var step in inner.Steps)
        {
            if (step is SpfKeptStep kept)
            {
                if (!kept.IsMovable || kept.Qualifier != SpfQualifier.Pass || !others.IsEmpty) return [Kept(directive, term, record, SpfKeptReason.Within, kept)];
                steps.Add(kept with { Qualifier = directive.Qualifier });
                continue;
            }
            var addresses = ((SpfListedStep)step).Addresses.Copy();
            if (step.Qualifier == SpfQualifier.Pass)
            {
                addresses.Remove(others);
                steps.Add(new SpfListedStep(directive.Qualifier, addresses));
            }
            else
            {
                addresses.Remove(passed);
            }
            (step.Qualifier == SpfQualifier.Pass ? passed : others).Add(addresses);
        }
        if (inner.Redirect is { } redirect) return [Kept(directive, term, record, SpfKeptReason.Within, redirect)];
        if (inner.All == SpfQualifier.Pass)
        {
            var rest = SpfAddressSets.Everything();
            rest.Remove(others);
            steps.Add(new SpfListedStep(directive.Qualifier, rest));
        }
        return steps;
    }

    /// <summary>The other record's whole decision takes the place of the redirect (RFC 7208 section 6.1), unless what it decides would be explained otherwise.</summary>
    private SpfStepList Redirected(List<SpfStep> steps, SpfWalkedTerm redirect, SpfWalkedRecord record, Func<SpfWalkedTerm, bool> isChosen, bool explains)
    {
        var reason = IsKept(redirect) ? SpfKeptReason.Asked
            : redirect.Target is null ? SpfKeptReason.Macro
            : explains && (record.Record!.Explanation ?? redirect.Record!.Record!.Explanation) is not null ? SpfKeptReason.Explanation
            : (SpfKeptReason?)null;
        if (reason is { } known) return Stays(known, null);
        var inner = Expand(redirect.Record!, _ => true, explains);
        return inner.Steps.OfType<SpfKeptStep>().FirstOrDefault(kept => !kept.IsMovable) is { } obstacle ? Stays(SpfKeptReason.Within, obstacle)
            : inner.Redirect is { Term.Target: null } further ? Stays(SpfKeptReason.Within, further)
            : !isChosen(redirect) ? Stays(SpfKeptReason.NotNeeded, null)
            : new SpfStepList([.. steps, .. inner.Steps], inner.All, inner.Redirect);

        SpfStepList Stays(SpfKeptReason why, SpfKeptStep? inTheWay) =>
            new(steps, null, new SpfKeptStep(SpfQualifier.Neutral, redirect, record.Domain, why, inTheWay));
    }

    /// <summary>The term stayed as it is.</summary>
    private static bool IsWhole(IReadOnlyList<SpfStep> steps, SpfWalkedTerm term) => steps is [SpfKeptStep kept] && ReferenceEquals(kept.Term, term);

    private static SpfKeptStep Kept(SpfDirective directive, SpfWalkedTerm term, SpfWalkedRecord record, SpfKeptReason reason, SpfKeptStep? obstacle = null) =>
        new(directive.Qualifier, term, record.Domain, reason, obstacle);

    private static SpfListedStep Listed(SpfQualifier qualifier, IReadOnlyList<SpfNetwork> networks)
    {
        var addresses = new SpfAddressSet();
        foreach (var network in networks) addresses.Add(network);
        return new SpfListedStep(qualifier, addresses);
    }
}
