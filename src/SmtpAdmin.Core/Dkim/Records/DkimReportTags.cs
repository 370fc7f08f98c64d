namespace SmtpAdmin.Dkim;

/// <summary>Tells a record tag by tag.</summary>
internal static class DkimReportTags
{
    private const int MostShown = 1000;
    private const int MostTags = 100;

    /// <summary>The tags, and what could not be read.</summary>
    /// <param name="evidence">The record.</param>
    /// <param name="judgements">The findings by the tag that they are about.</param>
    public static IReadOnlyList<DkimReportTag> Of(DkimRecordEvidence evidence, ILookup<string, Finding> judgements)
    {
        if (evidence.Record is not { } record) return [];
        var tags = record.Tags.Tags.Take(MostTags).Select(tag => Of(evidence, tag, judgements)).ToList();
        var told = record.Tags.Tags.Select(tag => tag.Position).ToHashSet();
        foreach (var problem in record.Problems.Where(problem => !told.Contains(problem.Position) || (problem.Tag == "p" && record.Tags["p"] is null)).Take(MostTags))
        {
            var isMissing = problem.Tag == "p" && record.Tags["p"] is null;
            tags.Add(new DkimReportTag { Tag = problem.Tag, Value = "", Position = isMissing ? -1 : problem.Position, Status = DkimTagStatus.Error, Meaning = problem.Message });
        }
        return [.. tags.OrderBy(tag => tag.Position < 0).ThenBy(tag => tag.Position)];
    }

    private static DkimReportTag Of(DkimRecordEvidence evidence, DkimTag tag, ILookup<string, Finding> judgements)
    {
        var about = judgements[tag.Name].Where(finding => finding.Severity > FindingSeverity.Information).MaxBy(finding => finding.Severity);
        var isUnknown = Meaning(evidence, tag) is null;
        return new DkimReportTag
        {
            Tag = PlainText.Excerpt(tag.Name, 40),
            Value = tag.Name == "p" && evidence.Shape!.Form == DkimKeyForm.PrivateKey ? DkimVerdictOfRecord.Hidden : PlainText.Excerpt(tag.Value, MostShown),
            Position = tag.Position,
            Status = about is null ? isUnknown ? DkimTagStatus.Ignored : DkimTagStatus.Ok : about.Severity == FindingSeverity.Error ? DkimTagStatus.Error : DkimTagStatus.Warning,
            Meaning = about?.Message ?? Meaning(evidence, tag) ?? "None of DKIM's; passed over.",
        };
    }

    private static string? Meaning(DkimRecordEvidence evidence, DkimTag tag)
    {
        var record = evidence.Record!;
        return tag.Name switch
        {
            "v" => "The version.",
            "k" => $"The kind of the key: {PlainText.Excerpt(record.KeyType, 40)}.",
            "h" => record.HashAlgorithms.Count == 0 ? "Any hash." : $"The hashes that may be used: {Joined(record.HashAlgorithms)}.",
            "s" => record.ServiceTypes.Contains("*") ? "For any service." : $"For these services: {Joined(record.ServiceTypes)}.",
            "t" => record.Flags == DkimKeyMode.None ? "No flag that is known." : record.Flags.HasFlag(DkimKeyMode.StrictIdentity) ? "The domain of i= must be that of d= itself." : "Testing.",
            "n" => $"A note: {PlainText.Excerpt(record.Note ?? "", 200)}",
            "p" => record.IsRevoked ? "Revoked." : evidence.Key is { } key ? $"The key: {key.Algorithm}, {key.KeySize} bits." : "The key.",
            _ => null,
        };
    }

    private static string Joined(IReadOnlyList<string> words) => PlainText.Excerpt(string.Join(", ", words), 200);
}
