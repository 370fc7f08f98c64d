using SmtpAdmin.Dns;

namespace SmtpAdmin.Spf;

/// <summary>Whether what is included and redirected to can be used (RFC 7208 sections 5.2 and 6.1).</summary>
internal static class SpfIncludeRules
{
    public static IEnumerable<Finding> Judge(SpfLintEvidence evidence)
    {
        if (evidence.Walked is not { } walked) yield break;
        foreach (var visit in SpfVisit.All(walked))
        {
            foreach (var term in visit.Record.Terms)
            {
                if (term.Record is not { } inner) continue;
                foreach (var finding in JudgeTerm(evidence, visit, term, inner)) yield return finding;
            }
        }
        foreach (var repeated in Repeated(walked)) yield return repeated;
    }

    /// <summary>What the codes of findings about a term and the record that it leads to begin with.</summary>
    public static string Head(SpfWalkedTerm term) => term.Term is SpfDirective ? "SPF-INCLUDE" : "SPF-REDIRECT";

    private static IEnumerable<Finding> JudgeTerm(SpfLintEvidence evidence, SpfVisit visit, SpfWalkedTerm term, SpfWalkedRecord inner)
    {
        var isInclude = term.Term is SpfDirective;
        var section = isInclude ? "5.2" : "6.1";
        var head = Head(term);
        var what = $"{SpfRule.Quote(term.Term.Text)} in {visit.Path}";
        var domain = PlainText.Excerpt(inner.Domain);
        var mend = visit.Depth == 0 ? "Correct the domain" : $"Ask who runs {PlainText.Excerpt(visit.Record.Domain)} to correct it";
        switch (inner.Status)
        {
            case SpfWalkStatus.None:
                var gone = inner.Answer?.Outcome == DnsOutcome.NxDomain ? "does not exist" : "publishes no SPF record";
                yield return SpfRule.Error($"{head}-NONE", $"{what}: {domain} {gone}; who comes to the term ends in permanent error.", $"{mend}, or take out {SpfRule.Quote(term.Term.Text)}.", section);
                break;
            case SpfWalkStatus.Several:
                yield return SpfRule.Error($"{head}-SEVERAL", $"{what}: {domain} publishes {Count(inner)} SPF records; who comes to the term ends in permanent error.", $"Ask who runs {domain} to publish one, or take out {SpfRule.Quote(term.Term.Text)}.", "4.5");
                break;
            case SpfWalkStatus.Unknown:
                yield return SpfRule.Warning($"{head}-UNKNOWN", $"{what}: the TXT look-up of {domain} got no conclusive answer{(inner.Answer is { } answer ? $": {SpfRule.Describe(answer)}" : "")}.", "This says nothing about that record. Ask again later, or ask another resolver.", section);
                break;
            case SpfWalkStatus.Loop:
                var isOwn = inner.Domain.Equals(evidence.Domain, StringComparison.OrdinalIgnoreCase);
                yield return isOwn && visit.Depth == 0
                    ? SpfRule.Error($"{head}-SELF", $"{what} leads to the record itself; who comes to the term ends in permanent error.", $"Take out {SpfRule.Quote(term.Term.Text)}: what the record says need not be included.", section)
                    : SpfRule.Error($"{head}-LOOP", $"{what} leads back to {domain}; the look-ups are used up, and the check ends in permanent error.", $"Take out {SpfRule.Quote(term.Term.Text)}{(visit.Depth == 0 ? "" : $" of {PlainText.Excerpt(visit.Record.Domain)}, or do not include it")}.", "4.6.4");
                break;
            case SpfWalkStatus.BadName:
                yield return SpfRule.Error($"{head}-BAD-NAME", $"{what}: '{domain}' is no name that can be asked for.", $"{mend}.", section);
                break;
            case SpfWalkStatus.ByMacro:
                yield return SpfRule.Note("SPF-BY-SENDER", $"{what} leads to another record for each sender; it cannot be checked in general.", "Check some of your senders with Test-SpfSender.", "7");
                break;
            case SpfWalkStatus.Found when inner.Record is { IsValid: false } record:
                yield return SpfRule.Error($"{head}-SYNTAX", $"{what}: the record of {domain} has {(record.Problems.Count == 1 ? "a fault" : $"{record.Problems.Count} faults")}, and who comes to the term ends in permanent error. {record.Problems[0].Message}", $"Ask who runs {domain} to mend it, or take out {SpfRule.Quote(term.Term.Text)}.", section);
                break;
            case SpfWalkStatus.Found when isInclude:
                if (Matches(visit, term, inner) is { } finding) yield return finding;
                break;
        }
    }

    /// <summary>An include matches who passes the other record (RFC 7208 section 5.2): it must be some, and not everybody.</summary>
    private static Finding? Matches(SpfVisit visit, SpfWalkedTerm term, SpfWalkedRecord inner)
    {
        var what = $"{SpfRule.Quote(term.Term.Text)} in {visit.Path}";
        var domain = PlainText.Excerpt(inner.Domain);
        if (SpfPassesAll.Of(inner) is { } everybody)
            return SpfRule.Error("SPF-INCLUDE-PASSES-ALL", $"{what} matches every sender on the Internet: the record of {domain} has {SpfRule.Quote(everybody)}.", $"Take out {SpfRule.Quote(term.Term.Text)} until {domain} has mended its record.", "5.2");
        if (!SpfReach.MayPassSomebody(inner))
            return SpfRule.Warning("SPF-INCLUDE-EMPTY", $"{what} matches nobody: the record of {domain} passes no address ({SpfRule.Quote(inner.Record!.Text)}).", $"Take out {SpfRule.Quote(term.Term.Text)}, or correct the domain.", "5.2");
        return null;
    }

    /// <summary>The same record at several places costs its look-ups each time.</summary>
    private static IEnumerable<Finding> Repeated(SpfWalkedRecord walked)
    {
        var places = SpfVisit.All(walked)
            .SelectMany(visit => visit.Record.Terms.Where(term => term.Record is { Status: SpfWalkStatus.Found } && term.Target is not null).Select(term => (visit.Path, Term: term)))
            .GroupBy(pair => pair.Term.Target!.Value.Name);
        foreach (var place in places.Where(group => group.Select(pair => pair.Path).Distinct().Count() > 1))
        {
            var first = place.First();
            yield return SpfRule.Note("SPF-INCLUDE-TWICE", $"The record of {PlainText.Excerpt(first.Term.Record!.Domain)} is included at {place.Count()} places, and costs {first.Term.LookupCount} look-up{(first.Term.LookupCount == 1 ? "" : "s")} at each: {string.Join(", ", place.Select(pair => pair.Path).Distinct().Take(5))}.", "Keep one of them where you can.", "4.6.4");
        }
    }

    private static int Count(SpfWalkedRecord record) => record.Answer?.Records.OfType<TxtRecord>().Count(text => SpfRecord.IsSpf(text.Text)) ?? 0;
}
