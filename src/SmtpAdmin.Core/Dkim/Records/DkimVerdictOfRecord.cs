namespace SmtpAdmin.Dkim;

/// <summary>Makes the report of what was found out.</summary>
internal static class DkimVerdictOfRecord
{
    /// <summary>What stands in a report where a private key would.</summary>
    public const string Hidden = "(a private key, which is not shown)";

    private const int MostOfAKind = 20;

    public static DkimRecordReport Of(DkimRecordEvidence evidence)
    {
        var judgements = DkimPublishingRules.Judge(evidence).Concat(DkimPastingRules.Judge(evidence)).Concat(DkimKeyRules.Judge(evidence)).Concat(DkimTagRules.Judge(evidence)).ToList();
        var findings = Finding.WorstFirst(Bounded([.. judgements.Select(judgement => judgement.Finding)]));
        var record = evidence.Record;
        var isSecret = evidence.Shape is { Form: DkimKeyForm.PrivateKey };
        return new DkimRecordReport
        {
            Domain = evidence.Query.Domain,
            Selector = evidence.Query.Selector,
            RecordName = evidence.Name?.ToString(),
            Status = StatusOf(evidence, findings),
            Record = record is null ? null : isSecret ? Hidden : PlainText.Clean(record.Text),
            Strings = isSecret ? [Hidden] : [.. evidence.Strings.Select(PlainText.Clean)],
            KeyType = record is null ? null : PlainText.Excerpt(record.KeyType, 40),
            KeySize = evidence.Key?.KeySize,
            Fingerprint = evidence.Key is { } key ? DkimFingerprint.Of(key.Algorithm, key.KeyData()) : null,
            Revoked = record is { IsRevoked: true },
            Flags = record?.Flags ?? DkimKeyMode.None,
            ServiceTypes = record is null ? [] : [.. record.ServiceTypes.Select(PlainText.Clean)],
            HashAlgorithms = record is null ? [] : [.. record.HashAlgorithms.Select(PlainText.Clean)],
            Note = record?.Note,
            Aliases = [.. evidence.Answer?.Answer.Aliases.Select(alias => alias.Target.ToString()) ?? []],
            OtherRecords = [.. OtherRecords(evidence).Select(PlainText.Clean)],
            AnswerLength = DkimPublishingRules.AnswerLength(evidence),
            Tags = DkimReportTags.Of(evidence, judgements.ToLookup(judgement => judgement.Tag, judgement => judgement.Finding)),
            PrivateKeyPath = evidence.Query.PrivateKey?.Path,
            PrivateKeyMatches = evidence.PrivateKeyMatches,
            Findings = findings,
        };
    }

    private static DkimRecordStatus StatusOf(DkimRecordEvidence evidence, IReadOnlyList<Finding> findings)
    {
        if (evidence.Answer is { Availability: DkimKeyAvailability.Unknown }) return DkimRecordStatus.Unknown;
        if (evidence is { Record: null, Answer.Availability: DkimKeyAvailability.Missing }) return DkimRecordStatus.None;
        if (findings.Any(finding => finding.Severity == FindingSeverity.Error)) return DkimRecordStatus.Fail;
        if (evidence.Record is { IsRevoked: true }) return DkimRecordStatus.Revoked;
        return findings.Any(finding => finding.Severity == FindingSeverity.Warning) ? DkimRecordStatus.Warning : DkimRecordStatus.Pass;
    }

    private static IEnumerable<string> OtherRecords(DkimRecordEvidence evidence) =>
        evidence.Answer is { Availability: DkimKeyAvailability.Several } several ? several.Keys.Select(key => key.Text).Concat(several.Others) : evidence.Others;

    /// <summary>A record of 64 KB can hold tens of thousands of slips.</summary>
    private static List<Finding> Bounded(IReadOnlyList<Finding> all)
    {
        var findings = new List<Finding>();
        foreach (var group in all.GroupBy(finding => finding.Code))
        {
            findings.AddRange(group.Take(MostOfAKind));
            if (group.Count() > MostOfAKind) findings.Add(new Finding(FindingSeverity.Information, "DKIM-MORE", $"There are {group.Count() - MostOfAKind} more findings {group.Key}, which are left out.", "Mend those that are shown, and check again."));
        }
        return findings;
    }
}
