namespace SmtpAdmin.Smtp.Client;

/// <summary>Says why a test failed and what to do, by the rules in the <c>causes.*.json</c> tables.</summary>
public static class CauseFinder
{
    /// <summary>Finds causes. A failure never stays without a finding: a refusal that no rule knows is told in the server's own words.</summary>
    /// <param name="result">What the test found; its own <see cref="SmtpTestResult.Findings"/> are not looked at.</param>
    /// <param name="context">What the tester knows beyond that.</param>
    /// <returns>The findings, those that explain the failure first. Each code stands once.</returns>
    public static IReadOnlyList<Finding> Find(SmtpTestResult result, CauseContext context)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(context);
        var whole = CauseEvidence.Whole(result, context);
        var facts = Facts(whole, out var explained);
        var causes = new List<(CauseRule Rule, CauseEvidence Evidence)>();
        foreach (var failure in whole.Failures())
        {
            if (explained && failure.Kind == result.FailureKind && failure.Stage == result.FailedStage) continue;
            var rule = CauseRules.All.FirstOrDefault(rule =>
                rule.Kind == CauseKind.Cause
                && !rule.Unless.Any(code => facts.Exists(fact => fact.Code == code))
                && rule.Fits(failure));
            if (rule is not null) causes.Add((rule, failure));
        }
        return
        [
            .. causes.GroupBy(cause => cause.Rule).Select(Merge),
            .. facts.OrderByDescending(fact => fact.Severity),
        ];
    }

    /// <summary>What holds beside any failure. A fact that explains the failure by itself keeps its severity; elsewhere it is a warning at most.</summary>
    private static List<Finding> Facts(CauseEvidence whole, out bool explained)
    {
        explained = false;
        var findings = new List<Finding>();
        foreach (var rule in CauseRules.All.Where(rule => rule.Kind == CauseKind.Fact))
        {
            if (rule.Unless.Any(code => findings.Exists(finding => finding.Code == code)) || !rule.Fits(whole)) continue;
            var explains = rule.Explains.Contains(whole.Kind);
            explained |= explains;
            var severity = explains || rule.Severity < FindingSeverity.Warning ? rule.Severity : FindingSeverity.Warning;
            findings.Add(Finding(rule, severity, whole));
        }
        return findings;
    }

    /// <summary>One finding for all the recipients that were refused for one reason; the first one's reply stands for them.</summary>
    private static Finding Merge(IGrouping<CauseRule, (CauseRule Rule, CauseEvidence Evidence)> causes)
    {
        var first = causes.First().Evidence;
        return Finding(causes.Key, causes.Key.Severity, first with { Recipients = [.. causes.SelectMany(cause => cause.Evidence.Recipients).Distinct()] });
    }

    private static Finding Finding(CauseRule rule, FindingSeverity severity, CauseEvidence evidence) =>
        new(severity, rule.Id, CauseText.Fill(rule.Cause, evidence), CauseText.Fill(rule.Remedy, evidence), rule.Reference);
}
