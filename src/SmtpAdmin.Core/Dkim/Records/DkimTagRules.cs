namespace SmtpAdmin.Dkim;

/// <summary>What the tags say, but for the key.</summary>
internal static class DkimTagRules
{
    private const string Ignored = "RFC 6376 section 3.2";

    private static readonly string[] Known = ["v", "h", "k", "n", "p", "s", "t"];

    public static IEnumerable<DkimJudgement> Judge(DkimRecordEvidence evidence)
    {
        if (evidence.Record is not { } record) yield break;
        foreach (var problem in Problems(evidence, record)) yield return problem;
        foreach (var tag in record.Tags.Tags.Where(tag => !Known.Contains(tag.Name))) yield return Unknown(evidence, tag);
        if (record.Flags.HasFlag(DkimKeyMode.TestMode) && !record.IsRevoked)
            yield return DkimRule.Warning("DKIM-TEST-MODE", "t", $"{evidence.Where} says that the domain is testing DKIM (t=y): receivers treat its mail as if it were unsigned.", "Take y out of t= when mail is signed as it should be.");
        foreach (var flag in DkimKeyRecord.Words(record.Tags["t"]) ?? [])
        {
            if (flag is not ("y" or "s")) yield return DkimRule.Note("DKIM-UNKNOWN-FLAG", "t", $"'{PlainText.Excerpt(flag, 40)}' in t= is no flag that is defined, and is passed over; y and s are.", "Take it out.");
        }
        if (!record.IsForMail)
            yield return DkimRule.Error("DKIM-NOT-FOR-MAIL", "s", $"{evidence.Where} is not for mail: s= has {Shown(record.ServiceTypes)}, and neither * nor email.", "Take s= out, or write s=email.");
        foreach (var hash in Hashes(evidence, record)) yield return hash;
    }

    private static IEnumerable<DkimJudgement> Problems(DkimRecordEvidence evidence, DkimKeyRecord record)
    {
        if (DkimPastingRules.Explains(evidence)) yield break;
        var version = record.Tags["v"];
        if (version is not null && version.Value != DkimKeyRecord.VersionValue)
            yield return DkimRule.Error("DKIM-VERSION", "v", $"{evidence.Where} has the version {DkimRule.Quote(version.Value)}, and receivers drop it: only {DkimKeyRecord.VersionValue} is defined, in upper case.", DkimRule.Publish(evidence, $"Write v={DkimKeyRecord.VersionValue}."));
        else if (version is not null && version != record.Tags.Tags[0])
            yield return DkimRule.Error("DKIM-VERSION-PLACE", "v", $"{evidence.Where} has its version in another place than the first, and receivers may drop it.", DkimRule.Publish(evidence, $"Begin it with v={DkimKeyRecord.VersionValue};"));
        else if (version is null)
            yield return DkimRule.Note("DKIM-NO-VERSION", "", $"{evidence.Where} does not begin with v={DkimKeyRecord.VersionValue}, which is recommended.", DkimRule.Publish(evidence, $"Begin it with v={DkimKeyRecord.VersionValue};"));
        foreach (var problem in record.EmptyTags)
            yield return DkimRule.Error("DKIM-EMPTY-TAG", problem.Tag, $"{evidence.Where} has {problem.Tag}= with nothing behind it, and receivers may drop the record for it.", DkimRule.Publish(evidence, $"Take {problem.Tag}= out, or write what it should say."), problem.Reference);
        foreach (var problem in record.Tags.Problems)
        {
            var isTwice = problem.Tag.Length > 0 && record.Tags[problem.Tag] is { } first && first.Position != problem.Position;
            yield return DkimRule.Error(isTwice ? "DKIM-DUPLICATE-TAG" : "DKIM-SYNTAX", problem.Tag, $"{evidence.Where} is wrong as a whole, and receivers may drop it. At character {problem.Position + 1}: {problem}.", DkimRule.Publish(evidence, isTwice ? "Keep one of them." : "Correct it: name=value, with semicolons between."), problem.Reference);
        }
        foreach (var problem in record.BrokenWords)
            yield return DkimRule.Error("DKIM-SYNTAX", problem.Tag, $"{evidence.Where} is wrong as a whole, and receivers may drop it. At character {problem.Position + 1}: {problem}.", DkimRule.Publish(evidence, $"Write {problem.Tag}={PlainText.Excerpt(record.Tags[problem.Tag]!.Packed, 40)}."), problem.Reference);
    }

    private static DkimJudgement Unknown(DkimRecordEvidence evidence, DkimTag tag)
    {
        if (tag.Name == "g") return DkimRule.Note("DKIM-UNKNOWN-TAG", "g", $"{evidence.Where} has the tag g= of older versions of DKIM, which is passed over.", "Take it out.", "RFC 6376 appendix E");
        var meant = Known.FirstOrDefault(name => name.Equals(tag.Name, StringComparison.OrdinalIgnoreCase));
        return meant is null
            ? DkimRule.Note("DKIM-UNKNOWN-TAG", tag.Name, $"{evidence.Where} has the tag '{PlainText.Excerpt(tag.Name, 40)}=', which is none of DKIM's, and is passed over.", "Take it out, unless some program of yours reads it.", Ignored)
            : DkimRule.Warning("DKIM-TAG-CASE", tag.Name, $"{evidence.Where} has the tag '{tag.Name}=', which is passed over: the names of tags are in lower case.", $"Write {meant}=.", Ignored);
    }

    private static IEnumerable<DkimJudgement> Hashes(DkimRecordEvidence evidence, DkimKeyRecord record)
    {
        if (record.HashAlgorithms.Count == 0) yield break;
        var hasSha256 = record.HashAlgorithms.Contains("sha256", StringComparer.OrdinalIgnoreCase);
        if (!hasSha256)
            yield return DkimRule.Error("DKIM-HASH", "h", $"{evidence.Where} allows only {Shown(record.HashAlgorithms)} (h=), and signatures are made with sha256; sha1 must not be used any more.", "Take h= out, or write h=sha256.", "RFC 8301 section 3.1");
        else if (record.HashAlgorithms.Contains("sha1", StringComparer.OrdinalIgnoreCase))
            yield return DkimRule.Note("DKIM-HASH-SHA1", "h", $"{evidence.Where} still allows sha1 (h=), which receivers must not accept.", "Take h= out, or write h=sha256.", "RFC 8301 section 3.1");
    }

    private static string Shown(IReadOnlyList<string> words) => words.Count == 0 ? "nothing" : string.Join(", ", words.Take(5).Select(word => DkimRule.Quote(word)));
}
