using System.Globalization;
using SmtpAdmin.Dns;

namespace SmtpAdmin.Spf;

/// <summary>Whether a check stays within its limits (RFC 7208 section 4.6.4).</summary>
internal static class SpfLimitRules
{
    private const string Section = "4.6.4";
    private const int MostShown = 10;

    public static IEnumerable<Finding> Judge(SpfLintEvidence evidence)
    {
        if (evidence.Walked is not { } walked) yield break;
        if (walked.LookupCount > SpfCheckOptions.MaxLookups) yield return TooMany(evidence, walked);
        else if (walked.LookupCount == SpfCheckOptions.MaxLookups)
            yield return SpfRule.Note("SPF-LOOKUP-FULL", $"{evidence.Where} needs {walked.LookupCount} look-ups, as many as there may be: one more in any record that it includes, and it breaks. {Costs(walked)}.", "Take out what is not used any more, or flatten with Optimize-SpfRecord what changes seldom.", Section);
        foreach (var visit in SpfVisit.All(walked))
        {
            foreach (var term in visit.Record.Terms.Where(SpfMxLimit.IsExceeded))
                yield return SpfRule.Error("SPF-MX-LIMIT", $"{SpfRule.Quote(term.Term.Text)} in {visit.Path}: {term.Target?.Text} has {term.Answers[0].Records.Count} mail exchangers, and 'mx' may look up {SpfMxLimit.Most}; who comes to it ends in permanent error.", "Name the servers that send by 'ip4:' and 'ip6:' in its place, or by 'a:' one by one.", Section);
        }
        var isOver4 = walked.VoidLookupCount4 > evidence.Options.MaxVoidLookups;
        var isOver6 = walked.VoidLookupCount6 > evidence.Options.MaxVoidLookups;
        if (isOver4 || isOver6) yield return TooManyVoid(evidence, walked, isOver4, isOver6);
        if (walked.All().Any(record => record.Status == SpfWalkStatus.LeftOut || record.Terms.Any(IsLeftOut)))
            yield return SpfRule.Warning("SPF-LEFT-OUT", $"{evidence.Where} leads to so much that the check stopped reading: {SpfWalkOptions.MaxRecords} records and {SpfWalkOptions.MaxLookups} look-ups are read. Counts and shares are those of what was read.", "Mend first what the other findings say.", Section);
    }

    private static bool IsLeftOut(SpfWalkedTerm term) =>
        term is { IsIgnored: false, Record: null, Answers.Count: 0, Target: not null, Term: SpfDirective { Mechanism: SpfMechanism.A or SpfMechanism.Mx or SpfMechanism.Exists } };

    private static Finding TooMany(SpfLintEvidence evidence, SpfWalkedRecord walked)
    {
        var worst = walked.Terms.MaxBy(term => term.LookupCount)!;
        var remedy = worst is { Record: not null, LookupCount: > 1 }
            ? $"Take out what is not used any more. {SpfRule.Quote(worst.Term.Text)} costs most: {worst.LookupCount}; if it is still wanted, flatten it with Optimize-SpfRecord, or send that mail from a subdomain with a record of its own."
            : "Write 'ip4:' and 'ip6:' in the place of 'a' and 'mx', which cost a look-up each.";
        return SpfRule.Error("SPF-LOOKUP-LIMIT", $"{evidence.Where} needs {walked.LookupCount} look-ups, and {SpfCheckOptions.MaxLookups} are allowed: {Costs(walked)}. {Eleventh(walked)}", remedy, Section);
    }

    /// <summary>What each term of the record costs, with the running total.</summary>
    private static string Costs(SpfWalkedRecord walked)
    {
        var costly = SpfReportTerms.Of(walked, 0).Where(term => term.LookupCount > 0).OrderBy(term => term.RunningTotal).ToArray();
        var shown = costly.Take(MostShown).Select(term => string.Create(CultureInfo.InvariantCulture, $"{SpfRule.Quote(term.Term)} {term.LookupCount} (in all {term.RunningTotal})"));
        return string.Join(", ", shown) + (costly.Length > MostShown ? string.Create(CultureInfo.InvariantCulture, $" and {costly.Length - MostShown} more terms") : "");
    }

    private static string Eleventh(SpfWalkedRecord walked)
    {
        var total = 0;
        return Find(walked, walked.Domain.Length > 0 ? walked.Domain : "the record", ref total) is { } found
            ? $"A sender that nothing before matches ends in permanent error at {SpfRule.Quote(found.Term.Term.Text)} in {PlainText.Excerpt(found.Domain)}."
            : "";
    }

    private static (SpfWalkedTerm Term, string Domain)? Find(SpfWalkedRecord record, string domain, ref int total)
    {
        foreach (var term in record.Terms.OrderBy(term => term.Term is SpfModifier)) // the redirect comes last; the order is kept otherwise
        {
            if (term.LookupCount == 0) continue;
            total += term.OwnLookupCount;
            if (total > SpfCheckOptions.MaxLookups) return (term, domain);
            if (term.Record is { } inner && Find(inner, inner.Domain, ref total) is { } found) return found;
        }
        return null;
    }

    private static Finding TooManyVoid(SpfLintEvidence evidence, SpfWalkedRecord walked, bool isOver4, bool isOver6)
    {
        var parts = new List<string>(2);
        if (isOver4) parts.Add(Voids(walked, walked.VoidLookupCount4, DnsType.A, "IPv4"));
        if (isOver6) parts.Add(Voids(walked, walked.VoidLookupCount6, DnsType.AAAA, "IPv6"));
        var message = $"{evidence.Where} has look-ups that find nothing, and {evidence.Options.MaxVoidLookups} may: {string.Join("; ", parts)}. Checks of senders that no term matches end in permanent error.";
        // Where no IPv6 address passes, those in permanent error are no senders of the domain's.
        return !isOver4 && evidence.Reach!.Passing.Ranges.All(range => !range.IsIPv6)
            ? SpfRule.Warning("SPF-VOID-LIMIT", message, "Where a server has no IPv6 address, write 'ip4:' with its address in place of its name; 'mx' and 'a' look for both.", Section)
            : SpfRule.Error("SPF-VOID-LIMIT", message, "Take out the terms whose names have no records, or publish the addresses.", Section);
    }

    /// <summary>The look-ups that find nothing for the senders of a family: those for the addresses of the other are not made for them, but for <c>exists</c>, which looks for A always (RFC 7208 section 5.7).</summary>
    private static string Voids(SpfWalkedRecord walked, int count, DnsType family, string name)
    {
        var found = walked.All().SelectMany(record => record.Terms).SelectMany(term => Answers(term)
            .Where(answer => answer.Outcome is DnsOutcome.NoData or DnsOutcome.NxDomain
                && (answer.Type == family || answer.Type is not (DnsType.A or DnsType.AAAA) || term.Term is SpfDirective { Mechanism: SpfMechanism.Exists }))
            .Select(answer => $"{answer.Type} of {answer.Name} for {SpfRule.Quote(term.Term.Text)}")).Distinct().ToArray();
        return string.Create(CultureInfo.InvariantCulture, $"{count} for {name} senders ({string.Join(", ", found.Take(MostShown))}{(found.Length > MostShown ? $" and {found.Length - MostShown} more" : "")})");
    }

    private static IEnumerable<DnsAnswer> Answers(SpfWalkedTerm term) => term.Record?.Answer is { } answer ? term.Answers.Append(answer) : term.Answers;
}
