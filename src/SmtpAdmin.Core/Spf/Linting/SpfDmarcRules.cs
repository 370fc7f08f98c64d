using System.Text.RegularExpressions;
using SmtpAdmin.Dns;

namespace SmtpAdmin.Spf;

/// <summary>How the last word fits the domain's DMARC policy. The record is read as far as that needs: version and policy (RFC 7489 section 6.3).</summary>
internal static partial class SpfDmarcRules
{
    public static IEnumerable<Finding> Judge(SpfLintEvidence evidence, SpfLastWord last)
    {
        if (evidence.Dmarc is not { } answer || last.All is { Qualifier: SpfQualifier.Pass }) yield break;
        if (!answer.IsConclusive)
        {
            yield return SpfRule.Note("SPF-DMARC-UNKNOWN", $"Whether the DMARC policy of {evidence.Domain} is stricter than its SPF record is not known: the TXT look-up of {answer.Name} got {SpfRule.Describe(answer)}.", "", "RFC 7489 section 6.3");
            yield break;
        }
        var records = answer.Records.OfType<TxtRecord>().Select(text => text.Text).Where(text => Version().IsMatch(text)).ToArray();
        if (records.Length != 1 || Policy().Match(records[0]) is not { Success: true } policy || !policy.Groups[1].Value.Equals("reject", StringComparison.OrdinalIgnoreCase)) yield break;
        var word = last.All is { } all ? $"ends in {SpfRule.Quote(all.Text)}" : "has no 'all' at its end";
        yield return SpfRule.Note(
            "SPF-DMARC-REJECT", $"{evidence.Where} {word}, while DMARC says p=reject ({answer.Name}). Receivers with DMARC refuse mail that neither SPF nor DKIM proves; others take it.",
            "Once all your servers are in the record, end it in '-all'. Keep '~all' where mail is forwarded and some receivers refuse by SPF alone, before they look at DKIM.", "RFC 7489 section 10.1");
    }

    [GeneratedRegex(@"^v\s*=\s*DMARC1\s*(;|$)", RegexOptions.CultureInvariant)]
    private static partial Regex Version();

    [GeneratedRegex(@";\s*p\s*=\s*([A-Za-z]+)\s*(?:;|$)", RegexOptions.CultureInvariant)]
    private static partial Regex Policy();
}
