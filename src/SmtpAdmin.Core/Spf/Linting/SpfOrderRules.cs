namespace SmtpAdmin.Spf;

/// <summary>Whether each term of the record has an effect, where it stands.</summary>
internal static class SpfOrderRules
{
    private const int MostNamed = 50; // of findings of a kind; more are counted, not told

    public static IEnumerable<Finding> Judge(SpfLintEvidence evidence)
    {
        if (evidence is not { Walked: { } walked, Record: { } record }) yield break;
        var decided = new SpfAddressSet();
        var before = new List<Matcher>();
        var texts = new Dictionary<string, SpfDirective>(StringComparer.OrdinalIgnoreCase);
        var named = 0;
        var total = 0;
        foreach (var term in walked.Terms)
        {
            if (term.Term is not SpfDirective directive) continue;
            if (term.IsIgnored)
            {
                yield return Ignored(record, directive);
                continue;
            }
            var made = total;
            total += term.LookupCount;
            if (!texts.TryAdd(Normal(directive), directive))
            {
                yield return Duplicate(directive, texts[Normal(directive)]);
                continue;
            }
            if (directive.Mechanism == SpfMechanism.All || SpfReach.Matching(term, made) is not { } matched) continue;
            var isWholeKnown = term.Record is null || !term.Record.All().Any(HangsOnMore);
            var matcher = new Matcher(term, directive, matched, isWholeKnown);
            if (isWholeKnown && decided.Contains(matched)) yield return Covered(term, matcher, named++ < MostNamed ? before : []);
            else if (directive.Network is { } network && named < MostNamed && decided.Overlaps(network))
            {
                foreach (var inner in before.Where(other => other.IsWhole && other.Directive.Qualifier == directive.Qualifier && matched.Contains(other.Matched)))
                {
                    if (named++ >= MostNamed) break;
                    if (IsException(inner, directive, walked, before)) continue;
                    yield return SpfRule.Note("SPF-TERM-OVERLAPS", $"{SpfRule.Quote(inner.Directive.Text)} lies within {SpfRule.Quote(directive.Text)}, which stands behind it and says the same.", TakeOut(inner.Term), "4.6.2");
                }
            }
            decided.Add(matched);
            before.Add(matcher);
        }
    }

    /// <summary>A term between the two says otherwise of the same addresses, or may do so: the first is there to come before it.</summary>
    private static bool IsException(Matcher inner, SpfDirective outer, SpfWalkedRecord walked, List<Matcher> before)
    {
        var known = before.Where(other => other.IsWhole).ToDictionary(other => other.Directive.Position);
        return walked.Terms.Select(term => term.Term).OfType<SpfDirective>().Any(between =>
            between.Position > inner.Directive.Position && between.Position < outer.Position && between.Qualifier != inner.Directive.Qualifier
            && (!known.TryGetValue(between.Position, out var other) || other.Matched.Networks.Any(inner.Matched.Overlaps)));
    }

    private static Finding Ignored(SpfRecord record, SpfDirective directive)
    {
        var all = Array.Find(record.Directives, other => other.Mechanism == SpfMechanism.All)!;
        return SpfRule.Warning("SPF-AFTER-ALL", $"{SpfRule.Quote(directive.Text)}, at character {directive.Position + 1}, stands behind {SpfRule.Quote(all.Text)}, and no receiver comes to it.", directive.Mechanism == SpfMechanism.All ? "Keep one 'all', at the end." : $"Move {SpfRule.Quote(directive.Text)} in front of {SpfRule.Quote(all.Text)}, or take it out.", "5.1");
    }

    private static Finding Duplicate(SpfDirective directive, SpfDirective first)
    {
        var message = $"{SpfRule.Quote(directive.Text)}, at character {directive.Position + 1}, stands there already, at character {first.Position + 1}{(directive.Qualifier == first.Qualifier ? "" : $" as {SpfRule.Quote(first.Text)}, which decides")}.";
        const string remedy = "Take out the second.";
        return directive.CostsLookup
            ? SpfRule.Warning("SPF-TERM-DUPLICATE", $"{message} It costs its look-up again.", remedy, "4.6.4")
            : directive.Qualifier == first.Qualifier ? SpfRule.Note("SPF-TERM-DUPLICATE", message, remedy, "4.6.2") : SpfRule.Warning("SPF-TERM-DUPLICATE", message, remedy, "4.6.2");
    }

    private static Finding Covered(SpfWalkedTerm term, Matcher matcher, List<Matcher> before)
    {
        var directive = matcher.Directive;
        var by = before.Find(other => other.Matched.Contains(matcher.Matched));
        var differs = by is not null && by.Directive.Qualifier != directive.Qualifier;
        var message = $"{SpfRule.Quote(directive.Text)} has no effect: {(by is null ? "all that it matches is matched by terms before it" : $"all that it matches, {SpfRule.Quote(by.Directive.Text)} matches before it")}.";
        if (differs) return SpfRule.Warning("SPF-TERM-COVERED", message, $"Move {SpfRule.Quote(directive.Text)} in front of {SpfRule.Quote(by!.Directive.Text)} if it is an exception; else take it out.", "4.6.2");
        return SpfRule.Note("SPF-TERM-COVERED", message, TakeOut(term), "4.6.2");
    }

    private static string TakeOut(SpfWalkedTerm term)
    {
        var text = SpfRule.Quote(term.Term.Text);
        return term.Term.CostsLookup ? $"Take out {text}, if its addresses do not change apart from the others; that saves {term.LookupCount} look-up{(term.LookupCount == 1 ? "" : "s")}." : $"Take out {text}.";
    }

    /// <summary>The record has terms whose addresses cannot be listed.</summary>
    private static bool HangsOnMore(SpfWalkedRecord record) =>
        record.Status != SpfWalkStatus.Found || record.Record is { IsValid: false }
        || record.Terms.Any(term => term is { IsIgnored: false, Term: SpfDirective directive } && (directive.Domain is { HasMacros: true } || directive.Mechanism == SpfMechanism.Ptr || term.IsUnknown));

    /// <summary>The mechanism without its qualifier, its network as it is read.</summary>
    private static string Normal(SpfDirective directive) => directive.Network is { } network ? $"{network}" : directive.Text.TrimStart('+', '-', '~', '?').TrimEnd('.');

    private sealed record Matcher(SpfWalkedTerm Term, SpfDirective Directive, SpfAddressSet Matched, bool IsWhole);
}
