using SmtpAdmin.Dns;

namespace SmtpAdmin.Spf;

/// <summary>Whether the terms that need a look-up find something, and what hangs on the sender.</summary>
internal static class SpfHostRules
{
    public static IEnumerable<Finding> Judge(SpfLintEvidence evidence)
    {
        if (evidence.Walked is not { } walked) yield break;
        foreach (var visit in SpfVisit.All(walked))
        {
            foreach (var term in visit.Record.Terms)
            {
                if (term is not { Term: SpfDirective directive, IsIgnored: false }) continue;
                var what = $"{SpfRule.Quote(directive.Text)} in {visit.Path}";
                if (term.Answers.FirstOrDefault(answer => !answer.IsConclusive) is { } open)
                    yield return SpfRule.Warning("SPF-TERM-UNKNOWN", $"{what}: the {open.Type} look-up of {open.Name} got no conclusive answer: {SpfRule.Describe(open)}.", "This says nothing about the term. Ask again later, or ask another resolver.", "5");
                else if (Empty(term, directive, what, visit) is { } empty) yield return empty;
                if (directive.Mechanism == SpfMechanism.Ptr) yield return Ptr(what, directive, visit.Depth);
                if (directive.Domain is { HasMacros: true } spec && directive.Mechanism != SpfMechanism.Include) yield return Macro(what, spec, visit.Depth);
                if (directive is { Domain: null, CostsLookup: true } && visit.Depth == 0 && evidence.Domain is null)
                    yield return SpfRule.Note("SPF-NO-DOMAIN", $"{SpfRule.Quote(directive.Text)} is about the record's own domain, which was not given; nothing was looked up for it.", "Give the domain with -Domain.", "5");
            }
        }
    }

    private static Finding? Empty(SpfWalkedTerm term, SpfDirective directive, string what, SpfVisit visit)
    {
        var name = term.Target?.Text;
        var who = visit.Depth == 0 ? "Take" : $"Ask who runs {PlainText.Excerpt(visit.Record.Domain)} to take";
        var remedy = visit.Depth == 0 ? $"Publish the addresses of {name}, or take out {SpfRule.Quote(directive.Text)}." : $"{who} out {SpfRule.Quote(directive.Text)}.";
        switch (directive.Mechanism)
        {
            case SpfMechanism.A when term.Answers.Count > 0 && term.Answers.All(answer => answer.Outcome != DnsOutcome.Answer):
                return SpfRule.Warning("SPF-NO-ADDRESS", $"{what}: {name} {(term.Answers[0].Outcome == DnsOutcome.NxDomain ? "does not exist" : "has no address")}, so that the term matches nobody.", remedy, "5.3");
            case SpfMechanism.Mx when term.Answers is [{ Outcome: DnsOutcome.NoData or DnsOutcome.NxDomain } answer, ..]:
                return SpfRule.Warning("SPF-NO-MX", $"{what}: {name} {(answer.Outcome == DnsOutcome.NxDomain ? "does not exist" : "has no mail exchanger")}, so that the term matches nobody.", $"{who} out {SpfRule.Quote(directive.Text)}, or name the servers with 'ip4:' and 'ip6:'.", "5.4");
            case SpfMechanism.Mx when term.Answers is [{ Outcome: DnsOutcome.Answer } exchangers, ..] && exchangers.Records.OfType<MxRecord>().All(record => record.IsNull):
                return SpfRule.Warning("SPF-NULL-MX", $"{what}: {name} says that it takes no mail (null MX), so that the term matches nobody.", $"{who} out {SpfRule.Quote(directive.Text)}.", "RFC 7505 section 3");
            case SpfMechanism.Mx when term is { Answers.Count: > 1, Networks.Count: 0 }:
                return SpfRule.Warning("SPF-NO-ADDRESS", $"{what}: no mail exchanger of {name} has an address, so that the term matches nobody.", remedy, "5.4");
            case SpfMechanism.Mx when Hosts(term).FirstOrDefault(host => host.All(answer => answer.Outcome is DnsOutcome.NoData or DnsOutcome.NxDomain)) is { } host:
                return SpfRule.Warning(
                    "SPF-NO-ADDRESS", $"{what}: the mail exchanger {host.Key} of {name} {(host.Any(answer => answer.Outcome == DnsOutcome.NxDomain) ? "does not exist" : "has no address")}, which is a void look-up.",
                    visit.Depth == 0 ? $"Publish the addresses of {host.Key}, or take its MX record out." : $"Ask who runs {PlainText.Excerpt(visit.Record.Domain)} to mend it.", "4.6.4");
            case SpfMechanism.Exists when term.Answers is [{ Outcome: DnsOutcome.NoData or DnsOutcome.NxDomain }]:
                return SpfRule.Warning("SPF-EXISTS-NEVER", $"{what} matches nobody: {name} has no address, and no macro makes it another name for each sender.", $"Put a macro into the name, e.g. 'exists:%{{ir}}.list.example.com', or take the term out.", "5.7");
            default: return null;
        }
    }

    /// <summary>The look-ups for each of the exchangers.</summary>
    private static IEnumerable<IGrouping<DnsName, DnsAnswer>> Hosts(SpfWalkedTerm term) => term.Answers.Skip(1).GroupBy(answer => answer.Name);

    private static Finding Ptr(string what, SpfDirective directive, int depth)
    {
        var message = $"{what} uses 'ptr', which is slow, hangs on the sender's own reverse zone, and is not to be used any more; some receivers pass it over.";
        return depth == 0
            ? SpfRule.Warning("SPF-PTR", message, $"Name the servers with 'ip4:', 'ip6:' or 'a:' in place of {SpfRule.Quote(directive.Text)}.", "5.5")
            : SpfRule.Note("SPF-PTR", message, "Ask who runs that record to name the servers by address.", "5.5");
    }

    private static Finding Macro(string what, SpfMacroString spec, int depth) => spec.Uses('p') && depth == 0
        ? SpfRule.Warning("SPF-MACRO-P", $"{what} uses the macro 'p', the sender's reverse name, which is slow and costs a look-up more.", "Use '%{i}' or '%{ir}', the sender's address.", "7.3")
        : SpfRule.Note("SPF-BY-SENDER", $"{what} hangs on the sender, by its macros; what it matches cannot be checked in general.", "Check some of your senders with Test-SpfSender.", "7");
}
