using SmtpAdmin.Dns;
using SmtpAdmin.Provisioning;

namespace SmtpAdmin.MtaSts;

/// <summary>What is to be known of a policy before it is published.</summary>
internal static class MtaStsFindings
{
    private static readonly TimeSpan Week = TimeSpan.FromDays(7);
    private static readonly PublishedTextFindings OfPublished = new("MTASTS-NEW", MtaStsText.Version, "RFC 8461 section 3.1");

    /// <summary>All that is to be said.</summary>
    public static IEnumerable<Finding> Of(MtaStsDraft draft, MtaStsEvidence? evidence)
    {
        if (evidence is null)
            yield return new(FindingSeverity.Information, "MTASTS-NEW-NOT-LOOKED-UP", $"Nothing was looked up: whether the policy covers the mail exchangers of {draft.Domain}, whether {Host(draft)} exists, and what is published.", "Make the policy again without -NoLookup before it is published.", "RFC 8461 section 3");
        else
        {
            foreach (var finding in OfCover(draft, evidence).Concat(OfHost(draft, evidence)).Concat(OfReports(draft, evidence)).Concat(OfId(draft, evidence.Published))) yield return finding;
            foreach (var finding in OfPublished.Of(evidence.Published, MtaStsText.Record(draft.Id))) yield return finding;
            if (draft.Mode == MtaStsMode.Enforce && evidence.Published is { Answer.IsConclusive: true, OfKind: [] })
                yield return new(FindingSeverity.Warning, "MTASTS-NEW-NOT-TESTED", $"{draft.Domain} has no policy yet. From the first day of this one, senders keep back mail that they cannot deliver by it.", "Publish it with -Mode Testing first, and read the TLS reports.", "RFC 8461 section 5");
        }
        if (draft.Mode == MtaStsMode.Enforce && draft.MaxAge < Week)
            yield return new(FindingSeverity.Warning, "MTASTS-NEW-SHORT-MAX-AGE", FormattableString.Invariant($"Senders forget the policy after {draft.MaxAge.TotalSeconds:0} seconds. Who keeps them from the DNS for so long gets the mail without TLS; weeks or more are expected."), "Give a longer -MaxAge.", "RFC 8461 section 3.2");
        yield return new(
            FindingSeverity.Information, "MTASTS-NEW-HOSTING", $"The file belongs at {draft.PolicyUrl}: over HTTPS with a certificate for {Host(draft)} that browsers trust, as text/plain, and without a redirection.",
            "Serve it there first and then publish the record; so too with each change, or senders keep the old file under the new id.", "RFC 8461 sections 3.3 and 8.1");
        if (draft.Mode == MtaStsMode.None)
            yield return new(FindingSeverity.Information, "MTASTS-NEW-WAY-OUT", "Senders go by an earlier policy until they have seen this one, or until its max_age is over.", "Keep file and record for as long as the longest max_age that was ever published, and remove both only then.", "RFC 8461 section 8.3");
    }

    private static IEnumerable<Finding> OfCover(MtaStsDraft draft, MtaStsEvidence evidence)
    {
        if (draft.Mode == MtaStsMode.None) yield break;
        if (!evidence.Mx.IsConclusive)
        {
            yield return new(FindingSeverity.Warning, "MTASTS-NEW-MX-UNKNOWN", $"Whether the policy covers the mail exchangers of {draft.Domain} is not known: the MX look-up ended with {evidence.Mx.OutcomeText}.", "Look again before the policy is published.", "RFC 8461 section 4.1");
            yield break;
        }
        var hosts = evidence.MxHosts;
        var open = hosts.Where(host => !draft.Patterns.Any(pattern => pattern.Matches(host))).ToList();
        if (open.Count > 0)
            yield return new(
                draft.Mode == MtaStsMode.Enforce ? FindingSeverity.Error : FindingSeverity.Warning, "MTASTS-NEW-MX-NOT-COVERED",
                $"{Counted.Of(open.Count, "mail exchanger")} of {draft.Domain} {(open.Count == 1 ? "is" : "are")} not in the policy: {string.Join(", ", open)}. Senders {(draft.Mode == MtaStsMode.Enforce ? "will not deliver" : "report that they would not deliver")} there.",
                "Add to -MxHost, or leave -MxHost out to have the policy made of the MX records.", "RFC 8461 section 4.1");
        if (evidence.IsNullMx)
            yield return new(FindingSeverity.Warning, "MTASTS-NEW-NULL-MX", $"{draft.Domain} says by its MX record that it takes no mail: there is nothing for a policy to protect.", "", "RFC 7505 section 3");
        else if (hosts.Count == 0)
            yield return new(FindingSeverity.Warning, "MTASTS-NEW-NO-MX", $"{draft.Domain} has no MX record, so that mail goes to the host of that name itself.", "Publish the MX records.", "RFC 5321 section 5.1");
        else if (draft.Patterns.Where(pattern => !hosts.Any(pattern.Matches)).ToList() is { Count: > 0 } idle)
            yield return new(FindingSeverity.Information, "MTASTS-NEW-MX-UNUSED", $"No mail exchanger of {draft.Domain} is meant by {string.Join(", ", idle)}.", "Leave out what is not to take mail soon: whoever gets hold of such a name may take it.", "RFC 8461 section 4.1");
    }

    private static IEnumerable<Finding> OfHost(MtaStsDraft draft, MtaStsEvidence evidence)
    {
        if (evidence.PolicyHost.Any(answer => answer.Records.Count > 0)) yield break;
        yield return evidence.PolicyHost.FirstOrDefault(answer => !answer.IsConclusive) is { } unknown
            ? new(FindingSeverity.Warning, "MTASTS-NEW-HOST-UNKNOWN", $"Whether {Host(draft)} has an address is not known: the {unknown.Type} look-up ended with {unknown.OutcomeText}.", "Look again before the record is published.", "RFC 8461 section 3.3")
            : new(FindingSeverity.Warning, "MTASTS-NEW-NO-HOST", $"{Host(draft)} has no address: senders could not fetch the policy.", "Publish an address for it, or an alias of the web server that has the file.", "RFC 8461 section 3.3");
    }

    private static IEnumerable<Finding> OfReports(MtaStsDraft draft, MtaStsEvidence evidence)
    {
        if (draft.Mode == MtaStsMode.None || evidence.HasTlsRpt) yield break;
        yield return !evidence.TlsRpt.IsConclusive
            ? new(FindingSeverity.Warning, "MTASTS-NEW-TLSRPT-UNKNOWN", $"Whether {draft.Domain} asks for TLS reports is not known: the TXT look-up ended with {evidence.TlsRpt.OutcomeText}.", "Look again before the policy is published.", "RFC 8460 section 3")
            : new(FindingSeverity.Information, "MTASTS-NEW-NO-TLSRPT", $"No TLS-RPT record is published yet at {evidence.TlsRpt.Name}. {(draft.Mode == MtaStsMode.Testing ? "Without reports a policy in test tells nobody anything" : "Without reports nobody tells that mail is kept back")}.", "Publish one (New-TlsRptRecord), at the latest together with this policy.", "RFC 8461 section 5");
    }

    private static IEnumerable<Finding> OfId(MtaStsDraft draft, PublishedText published)
    {
        if (published.OfKind is not [var text] || MtaStsText.IdIn(text) is not { } id || id != draft.Id) yield break;
        if (!draft.HasOwnId)
            yield return new(FindingSeverity.Information, "MTASTS-NEW-SAME-POLICY", $"The record that is published has the id '{id}' already, which is made from the policy: nothing has changed.", "", "RFC 8461 section 3.1");
        else
            yield return new(FindingSeverity.Warning, "MTASTS-NEW-SAME-ID", $"The record that is published has the id '{id}' already: senders that have that policy do not fetch this one, if it is another.", "Leave -Id out, for an id that changes with the policy and only then, or give a new one.", "RFC 8461 section 3.1");
    }

    private static string Host(MtaStsDraft draft) => $"{MtaStsText.HostLabel}.{draft.Domain}";
}
