using System.Globalization;
using SmtpAdmin.Dns;

namespace SmtpAdmin.Spf;

/// <summary>What there is to say about a run that came to an end.</summary>
/// <param name="domain">The domain.</param>
/// <param name="options">What was wanted.</param>
internal sealed class SpfOptimizationFindings(SpfDomain domain, SpfOptimizeOptions options)
{
    private const string Limits = "RFC 7208 section 4.6.4";
    private readonly List<Finding> _findings = [];

    /// <summary>All of them, the gravest first.</summary>
    public IReadOnlyList<Finding> ToList() => [.. _findings.OrderByDescending(finding => finding.Severity)];

    /// <summary>What of the wishes could not be met.</summary>
    public void AddForChoice(SpfChoice choice, SpfChoice.Result chosen, SpfWalkedRecord source)
    {
        foreach (var term in choice.Asked.Where(term => !chosen.Chosen.Any(other => ReferenceEquals(other, term))))
            Add(FindingSeverity.Warning, "SPF-NOT-LISTABLE", $"'{Shown(term.Term.Text)}' was to be replaced, and cannot be: see Kept.", "");
        var terms = source.All().SelectMany(record => record.Terms).ToList();
        foreach (var pattern in options.Keep.Concat(options.Flatten).Where(pattern => !terms.Any(term => term.Term.CostsLookup && SpfTermNames.Matches(pattern, term))))
            Add(FindingSeverity.Warning, "SPF-NO-SUCH-TERM", $"'{Shown(pattern)}' is no term or domain of the record.", "Give the domain of an include, or the term as it stands in the record; '*' stands for any text.");
    }

    public void AddOverBudget(SpfChoice.Result chosen, bool canName)
    {
        if (!canName)
            Add(FindingSeverity.Error, "SPF-NO-ROOM", $"The record needs to be split, and '{Shown(domain.Text)}' leaves no room for a name below it that a record can include.", "Allow more octets with -MaxLength.");
        else if (!chosen.Split.Fits)
            Add(FindingSeverity.Error, "SPF-NO-ROOM", $"What cannot be replaced or moved needs more than {options.MaxLength} octets by itself.", "Take terms out, or allow more octets with -MaxLength.", "RFC 7208 section 3.4");
        else
            Add(FindingSeverity.Error, "SPF-OVER-BUDGET", $"The record needs {Counted.Of(chosen.Split.LookupCount, "look-up")} at best, and {options.MaxLookups} are allowed.", "Take terms out that are not needed any more, send some of the mail from a subdomain with a record of its own, or allow more octets with -MaxLength.", Limits);
    }

    public void AddForResult(SpfOptimization result, SpfCost kept, DnsAnswer? answer, SpfWalkedRecord? published, SpfPublishedParts parts)
    {
        foreach (var replacement in result.Replaced) AddForReplacement(replacement);
        if (result.Replaced.Count > 0)
        {
            var answers = result.ShortestTtlSeconds is { } seconds ? $" The first of the answers is good for {seconds} s." : "";
            Add(FindingSeverity.Information, "SPF-FLATTENED", $"The addresses are those of now: a provider that changes its own does not tell you.{answers}", "Keep the original record, and let a scheduled task compare: Optimize-SpfRecord with -Record and -Compare.");
        }
        if (result.Records.Count > 1)
            Add(FindingSeverity.Information, "SPF-PUBLISH-ORDER", $"The record of {result.Domain} includes {string.Join(", ", result.Records.SkipLast(1).Select(record => record.Name))}.", $"Publish those first, and that of {result.Domain} when all its name servers have them.");
        if (result.VoidLookupCountAfter > new SpfCheckOptions().MaxVoidLookups)
            Add(FindingSeverity.Warning, "SPF-VOID-LIMIT", $"{result.VoidLookupCountAfter} look-ups find nothing; receivers may stop after two.", "Take out the terms whose names do not exist.", Limits);
        if (kept.IsOpen)
            Add(FindingSeverity.Warning, "SPF-OPEN-COST", "A record is included by a macro: how many look-ups that costs hangs on the sender, and is not counted.", "Leave room for it with -MaxLookups.", Limits);
        AddForAnswer(result, answer);
        if (result.Drift is { } drift) AddForDrift(result, drift, published!, parts);
    }

    private void AddForReplacement(SpfReplacement replacement)
    {
        if (!SpfTermParser.TryParse(replacement.Term, 0, out var term, out _)) return;
        var isInclude = term is SpfDirective { Mechanism: SpfMechanism.Include };
        if (replacement.Networks.Count == 0)
            Add(FindingSeverity.Warning, isInclude ? "SPF-INCLUDE-EMPTY" : "SPF-NO-ADDRESS", $"'{Shown(replacement.Term)}' matches no address.", "Take it out, or correct its domain.");
        if (term is not SpfDirective { Qualifier: SpfQualifier.Pass }) return;
        foreach (var network in replacement.Networks.Where(network => network.PrefixLength == 0))
            Add(FindingSeverity.Warning, isInclude ? "SPF-INCLUDE-PASSES-ALL" : "SPF-PASS-ALL", $"'{Shown(replacement.Term)}' matches every address of IPv{(network.IsIPv6 ? 6 : 4)}.", "Take it out: anybody could send as the domain.");
    }

    private void AddForAnswer(SpfOptimization result, DnsAnswer? answer)
    {
        var octets = SpfAnswerLength.Of(domain.Name, answer, result.Records[^1].Value);
        var others = answer?.Records.OfType<TxtRecord>().Count(record => !SpfRecord.IsSpf(record.Text)) ?? 0;
        if (octets > DnsMessage.MaxPlainUdpLength)
            Add(FindingSeverity.Warning, "SPF-ANSWER-LENGTH", $"The answer to a TXT look-up of {result.Domain} has {octets} octets{(others > 0 ? $", with {others} other TXT record{(others == 1 ? "" : "s")}" : "")}; more than {DnsMessage.MaxPlainUdpLength} do not go through everywhere.", "Remove TXT records that are not needed any more, or allow fewer octets with -MaxLength.", "RFC 7208 section 3.4");
    }

    private void AddForDrift(SpfOptimization result, SpfDrift drift, SpfWalkedRecord published, SpfPublishedParts parts)
    {
        if (drift.Changed) Add(FindingSeverity.Warning, "SPF-DRIFT", $"The published record of {result.Domain} is not what it should be. {drift.Reason}", "Publish the new records.");
        if (drift.Obsolete.Count > 0)
        {
            var seconds = published.Answer?.Records.OfType<TxtRecord>().Select(record => (long)record.TimeToLive.TotalSeconds).DefaultIfEmpty().Max() ?? 0;
            var life = seconds > 0 ? string.Create(CultureInfo.InvariantCulture, $" ({seconds} s by this answer, which may come from a cache)") : "";
            Add(FindingSeverity.Information, "SPF-OBSOLETE", $"Published, and not needed any more: {Shown(string.Join(", ", drift.Obsolete))}.",
                $"{(drift.Changed ? "Leave them beside the new records: a receiver may have the old record in its cache. " : "")}Remove them when the new record of {result.Domain} has been published for longer than the time to live of the old one{life}.");
        }
        foreach (var name in parts.Unknown.Take(1))
            Add(FindingSeverity.Information, "SPF-OBSOLETE-UNKNOWN", $"Whether {Shown(name)} is published is not known{(parts.Unknown.Count > 1 ? $", nor {parts.Unknown.Count - 1} more such names" : "")}: the look-up failed.", "A later run may tell whether it can be removed.");
    }

    private void Add(FindingSeverity severity, string code, string message, string remedy, string reference = "") => _findings.Add(new Finding(severity, code, message, remedy, reference));

    private static string Shown(string text) => PlainText.Excerpt(text);
}
