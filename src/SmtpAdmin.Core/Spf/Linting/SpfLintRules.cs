namespace SmtpAdmin.Spf;

/// <summary>All rules, in the order in which their findings are told.</summary>
internal static class SpfLintRules
{
    private const int MostOfAKind = 20;

    public static IReadOnlyList<Finding> Judge(SpfLintEvidence evidence)
    {
        var findings = new List<Finding>();
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var finding in All(evidence))
        {
            var count = counts[finding.Code] = counts.GetValueOrDefault(finding.Code) + 1;
            if (count <= MostOfAKind) findings.Add(finding);
        }
        foreach (var (code, count) in counts.Where(pair => pair.Value > MostOfAKind))
            findings.Add(new Finding(FindingSeverity.Information, "SPF-MORE", $"There are {count - MostOfAKind} more findings {code}, which are left out.", "Mend those that are shown, and check again."));
        return findings;
    }

    private static IEnumerable<Finding> All(SpfLintEvidence evidence) =>
        SpfPublishingRules.Judge(evidence)
            .Concat(SpfSyntaxRules.Judge(evidence))
            .Concat(SpfLimitRules.Judge(evidence))
            .Concat(SpfIncludeRules.Judge(evidence))
            .Concat(SpfAllRules.Judge(evidence))
            .Concat(SpfHostRules.Judge(evidence))
            .Concat(SpfAddressRules.Judge(evidence))
            .Concat(SpfOrderRules.Judge(evidence))
            .Concat(SpfModifierRules.Judge(evidence))
            .Concat(SpfLengthRules.Judge(evidence));
}
