namespace SmtpAdmin.Dmarc;

/// <summary>Whether mail of the domain can pass at all, which a policy that asks for more than reports presupposes (RFC 9989 sections 5.1.1 and 5.1.2).</summary>
internal static class DmarcSenderFindings
{
    private const string Spf = "RFC 9989 section 5.1.1";
    private const string Dkim = "RFC 9989 section 5.1.2";
    private const string Interoperability = "RFC 9989 section 7.4";

    public static IEnumerable<Finding> Of(DmarcDraft draft, DmarcEvidence? evidence)
    {
        if (draft.Policy == DmarcPolicy.None) return [];
        var does = draft.Policy == DmarcPolicy.Reject ? "refused" : "quarantined";
        if (evidence is null)
            return [new(FindingSeverity.Warning, "DMARC-NEW-NOT-PROVED", $"Mail that passes neither by SPF nor by DKIM is to be {does}. Whether mail of {draft.Domain} passes was not looked up.", "Make the record again without -NoLookup, and with -DkimSelector, before it is published.", Interoperability)];
        if (evidence.SendsNoMail)
            return [new(FindingSeverity.Information, "DMARC-NEW-NO-MAIL", $"{draft.Domain} says by 'v=spf1 -all' that it sends no mail: a strict policy is right for it without any key.", "", Spf)];
        if (evidence.Spf.IsConclusive && evidence.SpfRecords.Count == 0 && evidence.Keys.Count > 0 && evidence.Keys.All(key => key.IsConclusive && !DmarcEvidence.HasKey(key)))
            return [new(FindingSeverity.Error, "DMARC-NEW-NOTHING-PASSES", $"{draft.Domain} has neither an SPF record nor a DKIM key at {Names(evidence, draft, _ => true)}: none of its mail can pass, and all of it would be {does}.", "Publish both first (New-SpfRecord, New-DkimKey); for a domain that sends no mail, 'v=spf1 -all' alone.", Interoperability)];
        return [.. OfSpf(draft, evidence), .. OfDkim(draft, evidence, does)];
    }

    private static IEnumerable<Finding> OfSpf(DmarcDraft draft, DmarcEvidence evidence)
    {
        if (!evidence.Spf.IsConclusive)
            yield return new(FindingSeverity.Warning, "DMARC-NEW-SPF-UNKNOWN", $"Whether {draft.Domain} has an SPF record is not known: the TXT look-up ended with {evidence.Spf.OutcomeText}.", "Look again before the record is published.", Spf);
        else if (evidence.SpfRecords.Count == 0)
            yield return new(FindingSeverity.Warning, "DMARC-NEW-NO-SPF", $"{draft.Domain} has no SPF record, so that its mail can pass by DKIM alone.", "Publish one first (New-SpfRecord), unless MAIL FROM has another domain on purpose.", Spf);
        else if (evidence.SpfRecords.Count > 1)
            yield return new(FindingSeverity.Warning, "DMARC-NEW-SEVERAL-SPF", $"{draft.Domain} has {evidence.SpfRecords.Count} SPF records, which is a permanent error: its mail can pass by DKIM alone.", "Keep one of them; see Test-SpfRecord.", "RFC 7208 section 4.5");
    }

    private static IEnumerable<Finding> OfDkim(DmarcDraft draft, DmarcEvidence evidence, string does)
    {
        if (draft.Keys.Count == 0)
        {
            yield return new(
                FindingSeverity.Warning, "DMARC-NEW-DKIM-UNKNOWN", $"Whether mail of {draft.Domain} is signed is not known: a key is found by its selector alone. What is forwarded passes by its signature only, and would be {does} without one.",
                "Name the selectors of all that sends: -DkimSelector.", Interoperability);
            yield break;
        }
        if (Names(evidence, draft, answer => !answer.IsConclusive) is { Length: > 0 } unknown)
            yield return new(FindingSeverity.Warning, "DMARC-NEW-DKIM-UNKNOWN", $"Whether there is a key is not known, because the look-up got no conclusive answer: {unknown}.", "Look again before the record is published.", Dkim);
        if (Names(evidence, draft, answer => answer.IsConclusive && !DmarcEvidence.HasKey(answer)) is { Length: > 0 } missing)
            yield return new(FindingSeverity.Warning, "DMARC-NEW-NO-DKIM-KEY", $"There is no key that verifies a signature at {missing}.", "Publish it first, or look whether the selector is that of the signer (Test-DkimRecord).", Dkim);
    }

    private static string Names(DmarcEvidence evidence, DmarcDraft draft, Func<Dns.DnsAnswer, bool> isMeant) =>
        string.Join(", ", draft.Keys.Zip(evidence.Keys).Where(pair => isMeant(pair.Second)).Select(pair => pair.First));
}
