using SmtpAdmin.Dns;

namespace SmtpAdmin.Dkim;

/// <summary>Where a record's name leads to by CNAME.</summary>
internal static class DkimAliasRules
{
    /// <summary>What is to be said of the way.</summary>
    public static IEnumerable<DkimJudgement> Judge(DkimRecordEvidence evidence, DkimKeyAnswer answer)
    {
        var found = answer.Answer;
        if (found.Aliases.Count == 0) yield break;
        var way = string.Join(" -> ", found.Aliases.Select(alias => alias.Target.ToString()));
        var isOwn = evidence.Query.Domain is { } domain && DkimName.IsWithin(found.Aliases[^1].Target.ToString(), domain);
        if (evidence.MeantTarget is { Name: var meant })
        {
            yield return DkimRule.Error(
                "DKIM-ALIAS-DOT", "", $"{answer.Name} is an alias of {way}, which has no key, and {meant} has one: the dot at the target's end is missing, so that the zone's name was put behind it. No signature of this selector can be verified.",
                $"Publish it so: {answer.Name.ToAbsoluteString()} IN CNAME {meant.ToAbsoluteString()}", "RFC 1035 section 5.1");
        }
        else if (found.IsConclusive && found.Records.Count == 0)
        {
            var record = evidence.Query.PrivateKey is { } key ? DkimRule.Line(evidence, DkimRecordRepair.Of(key, "")) : "the key as a TXT record";
            yield return DkimRule.Error(
                "DKIM-ALIAS-DANGLING", "",
                $"{answer.Name} is an alias of {way}, and there {(found.Outcome == DnsOutcome.NxDomain ? "is no such name" : "is no TXT record")}: no signature of this selector can be verified{(isOwn ? "" : ", and whoever comes to own that name can sign as you")}.",
                $"Either set it up there again, and compare the name letter by letter; or take the alias away, and publish in its place: {record}. A name has an alias or records of its own, never both.", DkimRule.Dns);
        }
        else yield return DkimRule.Note("DKIM-ALIAS", "", $"{answer.Name} is an alias of {way}{(isOwn ? "" : ": who runs that name chooses the key, and can change it")}.", "", DkimRule.Dns);
    }

    /// <summary>The name of a host in a TXT record, where an alias to it was meant; null when there is none.</summary>
    public static DkimJudgement? TypedAsText(DkimKeyAnswer answer)
    {
        if (answer.Others.Count != 1 || DkimName.Of(answer.Others[0].Trim()) is not { } text || !DnsName.TryParse(text, out var target, out _) || target.LabelCount < 3) return null;
        return DkimRule.Error(
            "DKIM-ALIAS-AS-TEXT", "", $"{answer.Name} has a TXT record with the name of a host, {DkimRule.Quote(answer.Others[0])}: probably the target of a CNAME, which was published as a TXT record. No signature of this selector can be verified.",
            $"Take the TXT record away, and publish: {answer.Name.ToAbsoluteString()} IN CNAME {target.ToAbsoluteString()}", DkimRule.Dns);
    }
}
