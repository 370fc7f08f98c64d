using SmtpAdmin.Provisioning;

namespace SmtpAdmin.Dmarc;

/// <summary>What is to be said of where reports go.</summary>
internal static class DmarcReportFindings
{
    public static IEnumerable<Finding> Of(DmarcRecord record)
    {
        if (record.AggregateReportTo.Count == 0)
        {
            var message = record.Policy == DmarcPolicy.None
                ? "The record asks for nothing: with p=none nothing is done with mail that fails, and without 'rua' nobody is told of it."
                : "Nobody is told what happens to the domain's mail: there is no address for aggregate reports ('rua').";
            yield return new(FindingSeverity.Warning, "DMARC-NEW-NO-RUA", message, "Give an address that takes the reports: -AggregateReportTo dmarc@example.com.", "RFC 9989 section 5.1.3");
        }
        if (record.FailureReportTo.Count > 0)
        {
            yield return new(
                FindingSeverity.Information, "DMARC-NEW-RUF", $"Failure reports ('ruf') hold header fields, and sometimes whole messages, of people who wrote under the domain's name. Few receivers send them.",
                "See that whoever reads them may, or leave -FailureReportTo out: the aggregate reports tell which servers fail.", "RFC 9991 section 7");
            if (record.PublicSuffixDomain == DmarcPublicSuffix.Yes)
                yield return new(FindingSeverity.Warning, "DMARC-NEW-RUF-IGNORED", "Receivers do not look at 'ruf' in the record of a public suffix ('psd=y'), but by agreement.", "Leave -FailureReportTo out, or -PublicSuffixDomain unless you run a registry.", "RFC 9991 section 2");
        }
        foreach (var uri in record.AggregateReportTo.Concat(record.FailureReportTo).Where(uri => !uri.IsMail).Select(uri => uri.Value).Distinct())
        {
            yield return new(
                FindingSeverity.Warning, "DMARC-NEW-NOT-MAIL", $"'{PlainText.Excerpt(uri)}' is no mail address. Receivers have to support mail alone, and ignore schemes that they do not support.",
                "Give a mail address too.", "RFC 9989 section 4.7");
        }
    }

    /// <summary>What hosts outside the domain have to say, and whether they do.</summary>
    public static IEnumerable<Finding> OfAuthorizations(DmarcDraft draft, DmarcEvidence? evidence)
    {
        const string reference = "RFC 9990 section 4";
        for (var at = 0; at < draft.Destinations.Count; at++)
        {
            var destination = draft.Destinations[at];
            var answer = evidence?.Consents[at];
            var own = destination.MayBeOwn ? $" It is not needed where {draft.Domain} and {destination.Host} have the same Organizational Domain." : "";
            if (destination.Record is not { } record)
                yield return new(FindingSeverity.Error, "DMARC-NEW-AUTHORIZATION-TOO-LONG", $"{destination.Host} cannot say that it takes reports for {draft.Domain}: the name for that would be too long, and no receiver would send any.", "Have reports go to an address at the domain itself, or at a shorter one.", reference);
            else if (answer is null)
                yield return new(FindingSeverity.Warning, "DMARC-NEW-AUTHORIZATION-UNKNOWN", $"Reports go to {destination.Host}, another's domain. Whether it says that it takes them was not looked up.{own}", $"Whoever runs {destination.Host} has to publish: {record}", reference);
            else if (!answer.IsConclusive)
                yield return new(FindingSeverity.Warning, "DMARC-NEW-AUTHORIZATION-UNKNOWN", $"Reports go to {destination.Host}, another's domain. Whether it says that it takes them is not known: the TXT look-up of {destination.Name} ended with {answer.OutcomeText}.{own}", $"Whoever runs {destination.Host} has to publish, unless it is there: {record}", reference);
            else if (DmarcEvidence.HasConsent(answer))
                yield return new(FindingSeverity.Information, "DMARC-NEW-AUTHORIZED", $"{destination.Host} says at {destination.Name} that it takes reports for {draft.Domain}.", "", reference);
            else
                yield return new(
                    destination.MayBeOwn ? FindingSeverity.Information : FindingSeverity.Warning, "DMARC-NEW-NOT-AUTHORIZED",
                    $"Reports go to {destination.Host}, another's domain, which does not say that it takes them: receivers will not send them there.{own}", $"Ask whoever runs {destination.Host} to publish in its zone: {record}", reference);
        }
    }
}
