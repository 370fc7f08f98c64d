using System.Globalization;
using SmtpAdmin.Dns;

namespace SmtpAdmin.Dane;

/// <summary>What is to be said of what the DNS has at the name now, and of DNSSEC.</summary>
internal static class TlsaPublishedFindings
{
    /// <summary>All of it.</summary>
    /// <param name="record">The new set, with what is published.</param>
    /// <param name="lookup">The answer; null where nothing was asked.</param>
    /// <param name="isLive">The server itself showed the certificate: it is surely in use.</param>
    public static IEnumerable<Finding> Of(TlsaNewRecord record, TlsaLookup? lookup, bool isLive)
    {
        if (lookup is null)
        {
            yield return new(FindingSeverity.Information, "TLSA-NOT-LOOKED-UP", $"The DNS was not asked about {record.Name}: neither what it has now nor whether DNSSEC holds there is known.", "Make it again without -NoLookup before it is published.");
            yield break;
        }
        if (!lookup.Answer.IsConclusive)
        {
            yield return new(
                FindingSeverity.Warning, "TLSA-LOOKUP-UNKNOWN", $"The TLSA look-up of {record.Name} got no conclusive answer: {lookup.Answer.OutcomeText}. What is published is not known.",
                "Ask again later, or ask another resolver. If it stays so, mend the zone first: who checks DANE sends no mail to a host whose TLSA look-up fails.", "RFC 7672 section 2.1.2");
            yield break;
        }
        if (lookup.Answer.Aliases.Count > 0)
        {
            yield return new(
                FindingSeverity.Warning, "TLSA-ALIAS", $"{record.Name} is an alias of {lookup.Answer.CanonicalName}. An alias stands alone, so that no record can be published beside it.",
                $"Publish the records at {lookup.Answer.CanonicalName}, or remove the alias first.", "RFC 7671 section 6");
        }
        foreach (var finding in OfMatches(record, isLive)) yield return finding;
        yield return Dnssec(record, lookup);
    }

    private static IEnumerable<Finding> OfMatches(TlsaNewRecord record, bool isLive)
    {
        var published = record.Published;
        if (published.Count == 0) yield break;
        var several = Counted.Of(published.Count, "record");
        var what = isLive ? "the certificate that the server shows" : "the certificate or key that was given";
        if (published.Any(one => one.Match == TlsaMatch.Current))
        {
            var stale = published.Count(one => one.Match == TlsaMatch.None);
            yield return new(FindingSeverity.Information, "TLSA-MATCHES", $"Of the {several} that {record.Name} has, {Matching(published.Count(one => one.Match == TlsaMatch.Current))} {what}.{(record.IsPublished == true ? " The set that was made is published already." : "")}");
            if (stale > 0)
                yield return new(FindingSeverity.Information, "TLSA-STALE", $"Of the {several} that {record.Name} has, {Matching(stale)} nothing that is known here. Publishing the new set removes them.", "See first that no certificate which is to come needs them; such a one goes to -Next.", "RFC 7671 section 8.1");
        }
        else if (published.Any(one => one.Match == TlsaMatch.Unknown))
        {
            yield return new(FindingSeverity.Warning, "TLSA-MATCH-UNKNOWN", $"Whether one of the {several} that {record.Name} has matches {what} is not known: not all that it takes was given.", "Give the file of the certificate with its chain, or the server itself.");
        }
        else if (isLive)
        {
            yield return new(
                FindingSeverity.Error, "TLSA-MISMATCH", $"None of the {several} that {record.Name} has matches {what}. Where the zone is signed, who checks DANE sends no mail to it now.",
                "Publish the new set at once, or give the server its former certificate back.", "RFC 7672 section 2.2");
        }
        else
        {
            yield return new(
                FindingSeverity.Warning, "TLSA-NOT-IN-USE", $"None of the {several} that {record.Name} has matches {what}. If the server still shows another one, this set by itself would lock out who checks DANE.",
                "Make the set from the certificate that is in use, with this one as -Next, and publish that first.", "RFC 7671 section 8.1");
        }
    }

    private static string Matching(int count) => FormattableString.Invariant($"{count} {(count == 1 ? "matches" : "match")}");

    private static Finding Dnssec(TlsaNewRecord record, TlsaLookup lookup)
    {
        var server = lookup.Answer.Server is { } asked ? string.Create(CultureInfo.InvariantCulture, $" ({asked})") : "";
        return lookup.IsValidated switch
        {
            true => new(FindingSeverity.Information, "TLSA-VALIDATED", $"The resolver{server} says that DNSSEC holds for {record.Name}. That is as trustworthy as the resolver, and the way to it.", "", "RFC 6840 section 5.8"),
            false => new(
                FindingSeverity.Warning, "TLSA-UNSIGNED", $"DNSSEC does not hold for {record.Name}: the resolver{server} validates, and does not vouch for this name. TLSA records in a zone that is not signed are worth nothing, and nobody looks at them.",
                "Have the zone signed, and its DS record published by the zone above, before the records are.", "RFC 7672 section 2.1.1"),
            null => new(
                FindingSeverity.Warning, "TLSA-DNSSEC-UNKNOWN", $"Whether DNSSEC holds for {record.Name} is not known: who was asked{server} {(lookup.Answer.Authoritative ? "is the zone's own server, which cannot say it" : "does not validate, or does not say so")}.",
                "Ask a resolver that validates, with -DnsServer. TLSA records in a zone that is not signed are worth nothing.", "RFC 7672 section 2.1.1"),
        };
    }
}
