using SmtpAdmin.Provisioning;

namespace SmtpAdmin.Dmarc;

/// <summary>What is to be said of the policies, by themselves and beside those that are published.</summary>
internal static class DmarcPolicyFindings
{
    private const string Format = "RFC 9989 section 4.7";

    public static IEnumerable<Finding> Of(DmarcDraft draft)
    {
        var record = draft.Record;
        if (draft.Subdomains < draft.Policy)
            yield return new(FindingSeverity.Warning, "DMARC-NEW-WEAK-SUBDOMAINS", $"Subdomains have a milder policy than the domain ({DmarcWords.Of(draft.Subdomains)} below {DmarcWords.Of(draft.Policy)}): who cannot forge mail of {draft.Domain} forges that of a name below it.", "Give such a policy only while mail of subdomains is being set up; a subdomain can have a record of its own.", Format);
        if (draft.Nonexistent < draft.Subdomains)
            yield return new(FindingSeverity.Warning, "DMARC-NEW-WEAK-NONEXISTENT", $"Names that do not exist have a milder policy than those that do ({DmarcWords.Of(draft.Nonexistent)} beside {DmarcWords.Of(draft.Subdomains)}), and nobody sends from them but forgers.", "Leave -NonexistentSubdomainPolicy out, or give the strictest.", Format);
        if (record.IsTesting)
            yield return draft.Strictest == DmarcPolicy.None
                ? new(FindingSeverity.Warning, "DMARC-NEW-TESTING-NOTHING", "'t=y' does nothing where every policy is 'none'.", "Leave -Testing out, or give the policy that is to be tested.", Format)
                : new(FindingSeverity.Information, "DMARC-NEW-TESTING", $"With 't=y' receivers go by the level below: mail that fails is {(draft.Strictest == DmarcPolicy.Reject ? "quarantined where the policy is 'reject', and left alone where it is 'quarantine'" : "left alone")}. Receivers that know RFC 7489 only do not know the tag, and apply the policy as it is.", "Leave -Testing out when the reports show that nothing of yours fails.", Format);
        if (record.PublicSuffixDomain == DmarcPublicSuffix.Yes)
            yield return new(FindingSeverity.Warning, "DMARC-NEW-PUBLIC-SUFFIX", $"'psd=y' says that others register their domains below {draft.Domain}: each name right below it is an Organizational Domain of its own, and aligns with nothing beside it.", "Leave -PublicSuffixDomain out unless you run a registry.", Format);
    }

    /// <summary>What changes for receivers of a record that is there.</summary>
    public static IEnumerable<Finding> OfChange(DmarcDraft draft, DmarcEvidence evidence)
    {
        if (!evidence.Published.Answer.IsConclusive || evidence.Published.OfKind.Count > 1) yield break;
        var before = evidence.Published.OfKind is [var text] && DmarcRecord.TryParse(text, out var read) ? read : null;
        var was = before?.AppliedPolicy ?? DmarcPolicy.None;
        if (before is not null && Applied(draft.Policy, draft.Record.IsTesting) < Applied(was, before.IsTesting))
            yield return new(FindingSeverity.Warning, "DMARC-NEW-WEAKER", $"The record that is published asks for more: {DmarcWords.Of(was)}{(before.IsTesting ? " in test" : "")}, and the new one for {DmarcWords.Of(draft.Policy)}{(draft.Record.IsTesting ? " in test" : "")}.", "Publish it if the domain is to step back.", "RFC 9989 section 5.1.7");
        if (!evidence.SendsNoMail && draft is { Policy: DmarcPolicy.Reject, Record.IsTesting: false } && was == DmarcPolicy.None)
            yield return new(
                FindingSeverity.Warning, "DMARC-NEW-STEP-SKIPPED", $"{draft.Domain} would go from {(before is null ? "no record" : "p=none")} to p=reject at once.",
                "Publish p=none for a month at least and p=quarantine for as long, and read the reports, unless nothing sends mail under this name: -Stage Monitor, then -Stage Quarantine.", "RFC 9989 section 7.4");
        var lost = before?.AggregateReportTo.Select(uri => uri.Value).Except(draft.Record.AggregateReportTo.Select(uri => uri.Value), StringComparer.OrdinalIgnoreCase).ToList() ?? [];
        if (lost.Count > 0)
            yield return new(FindingSeverity.Information, "DMARC-NEW-LOST-REPORTS", $"Aggregate reports will not go any more to {string.Join(", ", lost.Select(uri => PlainText.Excerpt(uri)))}.", "Give these to -AggregateReportTo too if they are still read.", Format);
    }

    private static int Applied(DmarcPolicy policy, bool isTesting) => (int)policy - (isTesting && policy != DmarcPolicy.None ? 1 : 0);
}
