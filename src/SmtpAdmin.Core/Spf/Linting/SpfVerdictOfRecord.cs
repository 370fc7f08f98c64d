using SmtpAdmin.Dns;

namespace SmtpAdmin.Spf;

/// <summary>Makes the report of what was found out.</summary>
internal static class SpfVerdictOfRecord
{
    public static SpfRecordReport Of(SpfLintEvidence evidence)
    {
        var findings = SpfLintRules.Judge(evidence);
        var walked = evidence.Walked;
        var (void4, void6) = (walked?.VoidLookupCount4 ?? 0, walked?.VoidLookupCount6 ?? 0);
        var terms = walked is null ? [] : SpfReportTerms.Of(walked, 0);
        return new SpfRecordReport
        {
            Domain = evidence.Domain,
            Record = evidence.Record?.Text,
            Status = StatusOf(evidence, findings),
            LookupCount = walked?.LookupCount ?? 0,
            VoidLookupCount = Math.Max(void4, void6),
            VoidLookupFamily = SpfReportTerms.Family(void4, void6),
            AuthorizedIPv4Share = (evidence.Reach?.Passing.Count4 ?? 0) / Math.Pow(2, SpfNetwork.Ip4Bits),
            Networks = [.. evidence.Reach?.Passing.Networks ?? []],
            Length = evidence.Record?.Text.Length ?? 0,
            AnswerLength = SpfAnswerLength.Of(evidence),
            OtherRecords = [.. SpfOtherRecords.Of(evidence)],
            Terms = terms,
            Tree = walked is null ? "" : SpfTreeText.Draw(SpfTreeNode.Of(evidence.Domain, walked.LookupCount, Math.Max(void4, void6), SpfReportTerms.Family(void4, void6), terms)),
            Findings = findings,
        };
    }

    private static SpfRecordStatus StatusOf(SpfLintEvidence evidence, IReadOnlyList<Finding> findings)
    {
        if (evidence.Record is null && evidence.Published is { Outcome: DnsOutcome.Answer or DnsOutcome.NoData or DnsOutcome.NxDomain } answer && !answer.Records.OfType<TxtRecord>().Any(text => SpfRecord.IsSpf(text.Text)))
            return SpfRecordStatus.None;
        if (findings.Any(finding => finding.Severity == FindingSeverity.Error)) return SpfRecordStatus.Fail;
        if (evidence is { Record: null } || evidence.Walked!.All().Any(record => record.Status is SpfWalkStatus.Unknown or SpfWalkStatus.LeftOut || record.Terms.Any(term => term.IsUnknown)))
            return SpfRecordStatus.Unknown;
        return findings.Any(finding => finding.Severity == FindingSeverity.Warning) ? SpfRecordStatus.Warning : SpfRecordStatus.Pass;
    }
}
