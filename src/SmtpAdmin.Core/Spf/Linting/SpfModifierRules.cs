using SmtpAdmin.Dns;

namespace SmtpAdmin.Spf;

/// <summary>Whether modifiers do what they are there for (RFC 7208 section 6).</summary>
internal static class SpfModifierRules
{
    private static readonly string[] Mechanisms = ["all", "include", "a", "mx", "ptr", "ip4", "ip6", "exists"];
    private static readonly string[] Known = [SpfModifier.RedirectName, SpfModifier.ExplanationName];

    public static IEnumerable<Finding> Judge(SpfLintEvidence evidence)
    {
        if (evidence is not { Record: { } record, Walked: { } walked }) yield break;
        foreach (var modifier in record.Terms.OfType<SpfModifier>().Where(modifier => !modifier.IsRedirect && !modifier.IsExplanation)) yield return Unknown(modifier);
        if (record is { HasAll: true, Redirect: { } redirect })
            yield return SpfRule.Warning("SPF-REDIRECT-IGNORED", $"{SpfRule.Quote(redirect.Text)} means nothing beside an 'all': receivers pass it over.", $"Take out one of the two: 'all' if the other record is to decide, else {SpfRule.Quote(redirect.Text)}. To add the other record's senders, write '{$"include:{redirect.Value.Text}"}' before 'all'.", "6.1");
        foreach (var finding in Explanation(evidence, walked)) yield return finding;
    }

    private static Finding Unknown(SpfModifier modifier)
    {
        var name = modifier.Name.ToLowerInvariant();
        if (name == "v")
            return SpfRule.Warning("SPF-VERSION-TWICE", $"{SpfRule.Quote(modifier.Text)} stands within the record, at character {modifier.Position + 1}: two records were put into one.", $"Take out {SpfRule.Quote(modifier.Text)}, and keep one 'all', at the end.", "4.5");
        if (Mechanisms.Contains(name))
            return SpfRule.Error("SPF-MODIFIER-MECHANISM", $"{SpfRule.Quote(modifier.Text)}, at character {modifier.Position + 1}, is no mechanism for its '=': receivers pass it over as a modifier that nobody knows.", $"Write {SpfRule.Quote($"{modifier.Name}:{modifier.Value.Text}")}.", "4.6.1");
        if (NearestWords.Find(name, Known, 1) is [var near])
            return SpfRule.Warning("SPF-MODIFIER-UNKNOWN", $"Nobody knows the modifier {SpfRule.Quote(modifier.Text)}; receivers pass it over.", $"If '{near}=' is meant, write {SpfRule.Quote($"{near}={modifier.Value.Text}")}; else take it out.", "6");
        return SpfRule.Note("SPF-MODIFIER-UNKNOWN", $"Nobody knows the modifier {SpfRule.Quote(modifier.Text)}; receivers pass it over.", "Take it out, unless you know who reads it.", "6");
    }

    private static IEnumerable<Finding> Explanation(SpfLintEvidence evidence, SpfWalkedRecord walked)
    {
        if (evidence.Explanation is not { } answer || SpfLastWord.Of(walked)?.Record.Record?.Explanation is not { } modifier) yield break;
        var what = $"{SpfRule.Quote(modifier.Text)}: {answer.Name}";
        var texts = answer.Records.OfType<TxtRecord>().ToArray();
        if (!answer.IsConclusive)
            yield return SpfRule.Note("SPF-EXP-UNKNOWN", $"{what} could not be looked up: {SpfRule.Describe(answer)}.", "", "6.2");
        else if (texts.Length == 0)
            yield return SpfRule.Warning("SPF-EXP-MISSING", $"{what} has no TXT record, so that nothing is explained to those whose mail fails.", $"Publish {answer.Name.ToAbsoluteString()} IN TXT \"...\" with the text, or take out {SpfRule.Quote(modifier.Text)}.", "6.2");
        else if (texts.Length > 1)
            yield return SpfRule.Warning("SPF-EXP-SEVERAL", $"{what} has {texts.Length} TXT records, so that nothing is explained to those whose mail fails.", "Keep one of them.", "6.2");
        else if (!SpfMacroParser.TryParse(texts[0].Text, isExplanation: true, out _, out var problem))
            yield return SpfRule.Warning("SPF-EXP-SYNTAX", $"{what} has a text that cannot be used: {problem}.", "Write it in ASCII, and a percent sign as '%%'.", "6.2");
    }
}
