using System.Text.RegularExpressions;

namespace SmtpAdmin.Spf;

/// <summary>Whether the record can be read: every problem of it, with its place.</summary>
internal static partial class SpfSyntaxRules
{
    public static IEnumerable<Finding> Judge(SpfLintEvidence evidence)
    {
        if (evidence.Record is not { } record) yield break;
        if (!SpfRecord.IsSpf(record.Text))
        {
            var slip = SpfLookalike.Of(record.Text);
            yield return SpfRule.Error(
                "SPF-NO-VERSION", $"{SpfRule.Quote(record.Text)} is no SPF record: {slip?.What ?? $"it does not begin with '{SpfRecord.Version}' and a space"}.",
                slip?.Remedy is { } meant ? $"Write {SpfRule.Whole(meant)}." : $"Begin it with '{SpfRecord.Version} '.", "4.5");
            yield break;
        }
        var spaces = SpfStraySpaces.Of(record);
        foreach (var space in spaces)
            yield return SpfRule.Error("SPF-STRAY-SPACE", $"{evidence.Where} is in permanent error as a whole: at character {space.Position + 1} a space stands within a term, and ends it there: {SpfRule.Quote(space.Text)}.", $"Write {SpfRule.Quote(space.Meant)}: no space belongs {(space.IsBehind ? "behind" : "before")} the '{space.Sign}'.", "4.6.1");
        foreach (var problem in record.Problems)
        {
            if (spaces.Any(space => space.Covers(problem))) continue;
            if (Parts(problem.Term) is { } parts) yield return MissingSpace(evidence, problem.Term, problem.Position, parts);
            else yield return new Finding(FindingSeverity.Error, "SPF-SYNTAX", $"{evidence.Where} is in permanent error as a whole. At character {problem.Position + 1}: {problem.Message}", SpfSyntaxRemedy.For(problem, evidence.Domain), problem.Reference);
        }
        foreach (var term in record.Terms)
        {
            if (term is SpfModifier { IsRedirect: false, IsExplanation: false }) continue; // nobody knows what its value may hold
            if (Parts(term.Text) is { } parts) yield return MissingSpace(evidence, term.Text, term.Position, parts);
        }
    }

    /// <summary>The terms that were run together into one; null where they were not.</summary>
    internal static string? Parts(string term)
    {
        if (term.Length > 2000 || !Joint().IsMatch(term)) return null;
        return Joint().Replace(term, match => $" {match.Value}");
    }

    private static Finding MissingSpace(SpfLintEvidence evidence, string term, int position, string parts) => SpfRule.Error(
        "SPF-MISSING-SPACE", $"{evidence.Where} has terms without a space between them, at character {position + 1}: {SpfRule.Quote(term)}. Strings of a TXT record are joined without one.",
        $"Write {SpfRule.Whole(parts)}; where the record has several strings, the space stands within the quotes, at the end of a string.", "3.3");

    /// <summary>Where another term begins within one: a mechanism with its colon, a known modifier, or a qualifier and 'all' at the end. No domain has those within it.</summary>
    [GeneratedRegex(@"(?<=[a-z0-9.}])(?:[-+~?]?(?:ip4|ip6|include|exists|ptr|mx):|(?:redirect|exp)=|v=spf1|[-~?+]all$)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Joint();
}
