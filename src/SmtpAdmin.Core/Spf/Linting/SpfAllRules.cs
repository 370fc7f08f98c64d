using System.Globalization;

namespace SmtpAdmin.Spf;

/// <summary>What the record says of senders that it does not name, and how many it lets through.</summary>
internal static class SpfAllRules
{
    private const double MostShare = 0.5; // nobody sends from so many: what is left out is left out for show
    private const double WideShare = 1.0 / 256; // an IPv4 /8, more than any provider has

    public static IEnumerable<Finding> Judge(SpfLintEvidence evidence)
    {
        if (evidence is not { Walked: { } walked, Record: { } record } || !SpfRecord.IsSpf(record.Text)) yield break;
        var passes = PassesAll(walked);
        if (passes is not null) yield return passes;
        if (SpfLastWord.Of(walked) is { } last) foreach (var finding in Last(evidence, walked, last)) yield return finding;
        var share = evidence.Reach!.Passing.Count4 / Math.Pow(2, SpfNetwork.Ip4Bits);
        if (passes is not null) yield break;
        var message = string.Create(CultureInfo.InvariantCulture, $"{evidence.Where} passes {share:P2} of all IPv4 addresses ({evidence.Reach.Passing.Count4:N0}).");
        const string remedy = "Name only the networks that your mail comes from.";
        if (share > MostShare && !walked.Terms.Any(IsToldAsInclude)) yield return SpfRule.Error("SPF-PASS-ALL", message, remedy, "11.1");
        else if (share > WideShare) yield return SpfRule.Warning("SPF-WIDE", message, remedy, "11.1");
    }

    private static bool IsToldAsInclude(SpfWalkedTerm term) => term is { Term: SpfDirective { Qualifier: SpfQualifier.Pass }, Record: { } inner } && SpfPassesAll.Of(inner) is not null;

    private static Finding? PassesAll(SpfWalkedRecord walked)
    {
        foreach (var term in walked.Terms.Where(term => term is { IsIgnored: false, Term: SpfDirective { Qualifier: SpfQualifier.Pass } }))
        {
            var directive = (SpfDirective)term.Term;
            if (SpfReach.MatchesEverybody(term))
            {
                return directive.Mechanism == SpfMechanism.All
                    ? SpfRule.Error("SPF-PASS-ALL", $"{SpfRule.Quote(directive.Text)} lets everybody on the Internet send as the domain.", "Write '-all', or '~all' while you are still looking for your servers.", "5.1")
                    : SpfRule.Error("SPF-EXISTS-ALL", $"{SpfRule.Quote(directive.Text)} matches every sender: {term.Target?.Text} has an address, and no macro makes it another name for each sender.", "Put a macro into the name, e.g. 'exists:%{ir}.list.example.com', or take the term out.", "5.7");
            }
            if (term.Networks.Any(network => network.PrefixLength == 0))
                return SpfRule.Error("SPF-PASS-ALL", $"{SpfRule.Quote(directive.Text)} lets every IPv{(term.Networks.Any(network => network is { PrefixLength: 0, IsIPv6: false }) ? 4 : 6)} address on the Internet send as the domain.", "Name the networks that your mail comes from.", "5.6");
        }
        return null;
    }

    private static IEnumerable<Finding> Last(SpfLintEvidence evidence, SpfWalkedRecord walked, SpfLastWord last)
    {
        var where = ReferenceEquals(last.Record, walked) ? evidence.Where : $"The record of {PlainText.Excerpt(last.Record.Domain)}, to which the record redirects,";
        if (last.All is null && last.Record.Record is { IsValid: true } or { Terms.Count: 0, Problems.Count: 0 })
        {
            yield return SpfRule.Warning(
                "SPF-NO-ALL", $"{where} has no 'all' and no 'redirect=' at its end: of senders that it does not name it says nothing (neutral).",
                ReferenceEquals(last.Record, walked) ? $"Write {SpfRule.Whole($"{last.Record.Record!.Text.TrimEnd()} -all")}." : "Put '-all' at its end.", "4.7");
        }
        else if (last.All is { Qualifier: SpfQualifier.Neutral } neutral)
            yield return SpfRule.Warning("SPF-NEUTRAL-ALL", $"{where} ends in {SpfRule.Quote(neutral.Text)}: of senders that it does not name it says nothing.", "Write '-all', or '~all' while you are still looking for your servers.", "4.6.2");
        foreach (var finding in SpfDmarcRules.Judge(evidence, last)) yield return finding;
    }
}
