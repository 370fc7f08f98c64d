using SmtpAdmin.Dns;

namespace SmtpAdmin.Dkim;

/// <summary>Whether there is a record at all and only one, where its name leads to, and what else is there.</summary>
internal static class DkimPublishingRules
{
    private const int MostShown = 3;
    private const int GoodUdp = 1232; // octets that resolvers offer to take by UDP, DNS flag day 2020

    public static IEnumerable<DkimJudgement> Judge(DkimRecordEvidence evidence)
    {
        if (evidence is { Name: null, Query: { Domain: { } domain, Selector: { } selector } })
        {
            yield return DkimRule.Error("DKIM-BAD-NAME", "", $"'{PlainText.Excerpt(selector)}.{DkimName.KeyLabel}.{PlainText.Excerpt(domain)}' is no name of the DNS: it is too long.", "Take a shorter selector.", "RFC 1035 section 2.3.4");
            yield break;
        }
        if (evidence.Answer is not { } answer) yield break;
        foreach (var alias in DkimAliasRules.Judge(evidence, answer)) yield return alias;
        switch (answer.Availability)
        {
            case DkimKeyAvailability.Unknown:
                yield return DkimRule.Warning("DKIM-UNKNOWN", "", $"The TXT look-up of {answer.Name} got no conclusive answer: {answer.Answer.OutcomeText}.", "This says nothing about the record. Ask again later, or ask another resolver.", "RFC 6376 section 6.1.2");
                break;
            case DkimKeyAvailability.Missing when evidence.Record is null && answer.Answer.Aliases.Count > 0 && answer.Answer.Records.Count == 0:
                break; // told of the alias
            case DkimKeyAvailability.Missing when evidence.Record is null:
                yield return None(evidence, answer);
                break;
            case DkimKeyAvailability.Several:
                yield return Several(answer);
                break;
        }
        foreach (var other in Others(evidence, answer)) yield return other;
        foreach (var elsewhere in evidence.Elsewhere) yield return Misplaced(elsewhere, answer.Name);
        if (evidence.Nobody is { Keys.Count: > 0 } nobody) yield return Wildcard(answer, nobody);
        else if (evidence.Nobody is { } other && other.Others.Intersect(evidence.Others).Any())
            yield return DkimRule.Note("DKIM-WILDCARD", "", $"{other.Name}, a selector that nobody made, has the same records that are no keys: they come from a wildcard above.", $"Keep the wildcard from names below {DkimName.KeyLabel} where it is not meant for them.", "RFC 6376 section 3.6.2.1");
        if (AnswerLength(evidence) is { } length && length > GoodUdp)
            yield return DkimRule.Note("DKIM-ANSWER-LENGTH", "", $"The answer with all TXT records of {answer.Name} has {length} octets; over {GoodUdp}, many receivers have to ask again over TCP.", evidence.Others.Count > 0 ? "Remove the records that are no keys." : "See that your name servers answer over TCP.", "RFC 6376 section 3.3.3");
    }

    /// <summary>The octets of the answer; null when none was had.</summary>
    public static int? AnswerLength(DkimRecordEvidence evidence) => evidence.Answer is { Answer: { IsConclusive: true } answer, Name: { } name }
        ? TxtText.AnswerLength(name, answer.Aliases, answer.Records.OfType<TxtRecord>().Select(text => text.Strings.Sum(part => part.Length + 1)))
        : null;

    private static DkimJudgement None(DkimRecordEvidence evidence, DkimKeyAnswer answer)
    {
        var what = answer.Others.Count > 0 ? $"has TXT records, and none is a key: {Shown(answer.Others)}"
            : answer.Answer.Outcome == DnsOutcome.NxDomain ? "does not exist"
            : "has no TXT record";
        var remedy = evidence.Query.PrivateKey is { } key
            ? $"Publish: {DkimRule.Line(evidence, DkimRecordRepair.Of(key, ""))}"
            : "Look whether the selector is that of the signer (s= in DKIM-Signature of mail that it signed), and publish its key there; with -PrivateKeyPath, the record is given here.";
        if (DkimAliasRules.TypedAsText(answer) is { } target) return target;
        return DkimRule.Error("DKIM-NONE", "", $"{answer.Name} {what}: no signature of this selector can be verified.", remedy, "RFC 6376 section 6.1.2");
    }

    private static DkimJudgement Several(DkimKeyAnswer answer) => DkimRule.Error(
        "DKIM-SEVERAL", "", $"{answer.Name} has {answer.Keys.Count} key records, and which of them a receiver takes is not defined: {Shown([.. answer.Keys.Select(key => key.Text)])}.",
        "Keep the one of the key that signs, and give each other key a selector of its own.", DkimRule.Dns);

    private static IEnumerable<DkimJudgement> Others(DkimRecordEvidence evidence, DkimKeyAnswer answer)
    {
        var others = evidence.Others;
        if (others.Count == 0 || (answer.Keys.Count == 0 && evidence.Record is null)) yield break;
        if (evidence is { Shape.Form: DkimKeyForm.Cut } && others.Any(DkimRecordRepair.IsRest))
        {
            yield return DkimRule.Error("DKIM-SPLIT-RECORDS", "", $"{answer.Name} has the key in several TXT records, where one with several strings is wanted: receivers do not join records.", DkimRule.Publish(evidence, "Publish one TXT record with the strings behind each other."), DkimRule.Dns);
            yield break;
        }
        yield return DkimRule.Warning("DKIM-OTHER-RECORDS", "", $"{answer.Name} has {others.Count} TXT record{(others.Count == 1 ? "" : "s")} beside the key: {Shown(others)}. Some receivers take the first record that comes.", $"Remove what is no key from this name.{(others.Any(IsSpf) ? " SPF belongs at the domain itself." : "")}", DkimRule.Dns);
    }

    private static DkimJudgement Misplaced(DkimKeyAnswer elsewhere, DnsName right)
    {
        var doubled = elsewhere.Name.LabelCount > right.LabelCount;
        return DkimRule.Error(
            "DKIM-MISPLACED", "", $"There is a key at {elsewhere.Name}, which receivers do not ask for.",
            doubled ? $"The zone's name was put behind the name twice: in its form, give the name without the domain, or with a dot at its end. Right is {right.ToAbsoluteString()}" : $"If it is meant for this selector, publish it at {right.ToAbsoluteString()}",
            "RFC 6376 section 3.6.2.1");
    }

    private static DkimJudgement Wildcard(DkimKeyAnswer answer, DkimKeyAnswer nobody) => nobody.Keys.All(key => key.IsRevoked)
        ? DkimRule.Note("DKIM-WILDCARD-REVOKED", "", $"Every selector of the domain answers with a revoked key ({nobody.Name} too): a wildcard says that it signs with none that is not published by itself.", "")
        : DkimRule.Warning("DKIM-WILDCARD", "", $"Selectors that nobody made answer too ({nobody.Name} does): a wildcard stands above {answer.Name}.", $"Replace the wildcard by records of their own, or keep it from names below {DkimName.KeyLabel}.", "RFC 6376 section 3.6.2.1");

    private static bool IsSpf(string text) => text.StartsWith("v=spf1", StringComparison.OrdinalIgnoreCase);

    private static string Shown(IReadOnlyList<string> texts) => string.Join(", ", texts.Take(MostShown).Select(DkimRule.Quote)) + (texts.Count > MostShown ? ", ..." : "");
}
