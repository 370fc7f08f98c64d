using System.Net.Sockets;
using SmtpAdmin.Dns;

namespace SmtpAdmin.Reputation;

/// <summary>Says what is wrong with an address's reverse DNS and what to ask its provider for.</summary>
internal static class ReverseDnsFindings
{
    private const string ReverseReference = "RFC 1912 section 2.1";
    private const string HeloReference = "RFC 5321 section 4.1.1.1";

    public static IEnumerable<Finding> For(ReverseDnsEvidence evidence)
    {
        if (ForStatus(evidence) is { } verdict) yield return verdict;
        if (ForInvalidNames(evidence) is { } invalid) yield return invalid;
        if (evidence.GenericReason is { } reason)
        {
            yield return new Finding(
                FindingSeverity.Warning, "PTR-GENERIC",
                $"The PTR name '{evidence.ConfirmedName ?? evidence.Targets.First(HostNames.IsUsable).ToString()}' looks generic: {reason}. Filters hold such names against the sender.",
                Request(evidence, "Ask the provider of the address for a name of your own"),
                "https://www.spamhaus.org/faqs/pbl/");
        }
        if (evidence.Targets.Count > ReverseDnsChecker.MaxNames)
        {
            yield return new Finding(
                FindingSeverity.Warning, "PTR-TOO-MANY",
                $"The address has {evidence.Targets.Count} PTR names; receivers look at {ReverseDnsChecker.MaxNames} at most, and so does this check.",
                "Keep one PTR record: the name that the server gives in HELO.", "RFC 7208 section 5.5");
        }
        else if (evidence.Targets.Count > 1)
        {
            yield return new Finding(
                FindingSeverity.Information, "PTR-SEVERAL",
                $"The address has {evidence.Targets.Count} PTR names. That is allowed, but some receivers look at one of them only.",
                "Keep one PTR record: the name that the server gives in HELO.", ReverseReference);
        }
        if (ForHelo(evidence) is { } helo) yield return helo;
        if (ForDomain(evidence) is { } domain) yield return domain;
    }

    public static Finding HostWithoutAddress(string host) => new(
        FindingSeverity.Error, "HOST-NO-ADDRESS", $"'{host}' has no A or AAAA record, so there is no address to check.",
        "Correct the name, or publish its address.", ReverseReference);

    public static Finding HostUnknown(string host, DnsAnswer answer) => new(
        FindingSeverity.Warning, "HOST-UNKNOWN", $"The {answer.Type} look-up of '{host}' got no conclusive answer: {Describe(answer)}.",
        "Ask again later, or ask another resolver.");

    private static Finding? ForStatus(ReverseDnsEvidence evidence) => evidence.Status switch
    {
        ReverseDnsStatus.NoPtr => new Finding(
            FindingSeverity.Error, "PTR-MISSING",
            $"{evidence.Address} has no PTR record. Many receivers refuse mail from such an address.",
            Request(evidence, "Ask the provider of the address (whoever it is rented from, not the domain's registrar)"), ReverseReference),
        ReverseDnsStatus.Mismatch => new Finding(
            FindingSeverity.Error, "PTR-MISMATCH",
            $"No PTR name of {evidence.Address} leads back to it: {string.Join("; ", evidence.Usable)}.",
            $"Either publish '{AddressRecord(evidence)}', or: {Request(evidence, "ask the provider of the address")}", ReverseReference),
        ReverseDnsStatus.NotForwardable when evidence.Usable.Any() => new Finding(
            FindingSeverity.Error, "PTR-NOT-FORWARDABLE",
            $"The PTR name of {evidence.Address} has no {Family(evidence)} record: {string.Join("; ", evidence.Usable)}.",
            $"Publish '{AddressRecord(evidence)}', or: {Request(evidence, "ask the provider of the address")}", ReverseReference),
        ReverseDnsStatus.Unknown => Unknown(evidence),
        _ => null,
    };

    private static Finding Unknown(ReverseDnsEvidence evidence)
    {
        if (!evidence.Pointers.IsConclusive)
        {
            return new Finding(
                FindingSeverity.Warning, "PTR-UNKNOWN",
                $"The PTR look-up of {evidence.Address} got no conclusive answer: {Describe(evidence.Pointers)}.",
                "This says nothing about the record. Ask again later, or ask another resolver.", ReverseReference);
        }
        var open = evidence.Usable.Where(name => name.Outcome is not (DnsOutcome.Answer or DnsOutcome.NoData or DnsOutcome.NxDomain)).Select(name => name.ToString());
        return new Finding(
            FindingSeverity.Warning, "PTR-FORWARD-UNKNOWN",
            $"Whether the PTR names of {evidence.Address} lead back to it is not known: {string.Join("; ", open.DefaultIfEmpty("too many names to follow"))}.",
            "Ask again later, or ask another resolver.", ReverseReference);
    }

    /// <summary>Names that no host may have. Those with an underscore are taken by many all the same; the others by none.</summary>
    private static Finding? ForInvalidNames(ReverseDnsEvidence evidence)
    {
        var invalid = evidence.Names.Where(name => !HostNames.IsHostName(DnsName.Parse(name.Name))).ToList();
        if (invalid.Count == 0) return null;
        return new Finding(
            evidence.ConfirmedName is null && invalid.Any(name => !name.IsUsable) ? FindingSeverity.Error : FindingSeverity.Warning, "PTR-INVALID-NAME",
            $"PTR names of {evidence.Address} are no host names: {string.Join("; ", invalid)}. A host name has letters, digits and hyphens only. "
                + (invalid.TrueForAll(name => name.IsUsable) ? "Underscores are taken by many receivers, but not by all." : "Receivers act as if such a name were not there."),
            Request(evidence, "Ask the provider of the address"), "RFC 1123 section 2.1");
    }

    private static Finding? ForHelo(ReverseDnsEvidence evidence)
    {
        var given = evidence.Options.HeloName is { } name ? PlainText.Clean(name) : null;
        return evidence.HeloStatus switch
        {
            HeloStatus.NotInPtr when given!.StartsWith('[') => new Finding(
                FindingSeverity.Warning, "HELO-LITERAL", $"The HELO name is the address literal {given}. It is allowed, but many filters refuse it.",
                "Set the server's HELO name to its PTR name.", "RFC 5321 section 4.1.4"),
            HeloStatus.NotInPtr => new Finding(
                FindingSeverity.Information, "HELO-NOT-IN-PTR", $"The HELO name '{given}' leads to {evidence.Address}, but no PTR record holds it.",
                "Use one name for the HELO, the PTR record and the address record.", HeloReference),
            HeloStatus.Mismatch => new Finding(
                FindingSeverity.Error, "HELO-MISMATCH", $"The HELO name '{given}' does not lead to {evidence.Address}{Leads(evidence)}.",
                $"Publish the address of '{given}', or set the server's HELO name to a name of the address.", HeloReference),
            HeloStatus.NotForwardable => new Finding(
                FindingSeverity.Error, "HELO-NO-ADDRESS", $"The HELO name '{given}' has no {Family(evidence)} record.",
                $"Publish '{given!.TrimEnd('.')}. IN {Family(evidence)} {evidence.Address}'.", HeloReference),
            HeloStatus.Invalid => new Finding(
                FindingSeverity.Error, "HELO-INVALID", $"The HELO name '{PlainText.Excerpt(given!)}' is no fully qualified domain name.",
                "Set the server's HELO name to its full name, with the domain.", "RFC 5321 section 2.3.5"),
            HeloStatus.Unknown => new Finding(
                FindingSeverity.Warning, "HELO-UNKNOWN", $"The look-up of the HELO name '{given}' got no conclusive answer: {evidence.HeloName!.Outcome}.",
                "Ask again later, or ask another resolver.", HeloReference),
            _ => null,
        };
    }

    private static Finding? ForDomain(ReverseDnsEvidence evidence)
    {
        if (evidence.Options.Domain is not { } given || evidence.ConfirmedName is not { } confirmed) return null;
        return DnsName.Parse(confirmed).IsWithin(DnsName.Parse(given))
            ? null
            : new Finding(
                FindingSeverity.Information, "PTR-OTHER-DOMAIN",
                $"The confirmed name '{confirmed}' is not within '{PlainText.Clean(given)}'. That is normal for a shared server; a name of the domain's own reads better.",
                Request(evidence, "If the address is yours alone, ask its provider"), ReverseReference);
    }

    /// <summary>The exact line to ask for. A reverse zone that is delegated by CNAME (RFC 2317) takes the record at the end of the CNAME.</summary>
    private static string Request(ReverseDnsEvidence evidence, string who)
    {
        var name = WantedName(evidence);
        var note = name.StartsWith("mail.example.", StringComparison.Ordinal) ? " (with your server's full name in place of mail.example.com)" : "";
        return $"{who}: {evidence.Pointers.CanonicalName.ToAbsoluteString()} IN PTR {name}.{note}";
    }

    private static string AddressRecord(ReverseDnsEvidence evidence) =>
        $"{evidence.Targets.First(HostNames.IsUsable).ToAbsoluteString()} IN {Family(evidence)} {evidence.Address}";

    private static string WantedName(ReverseDnsEvidence evidence)
    {
        if (evidence.Options.HeloName is { } helo && HeloNames.IsQualified(helo)) return DnsName.Parse(helo).ToString();
        return evidence.Options.Domain is { } domain ? $"mail.{DnsName.Parse(domain)}" : "mail.example.com";
    }

    private static string Leads(ReverseDnsEvidence evidence) =>
        evidence.HeloName is { Addresses.Count: > 0 } name ? $" but to {string.Join(", ", name.Addresses)}" : "";

    private static string Family(ReverseDnsEvidence evidence) => evidence.Address.AddressFamily == AddressFamily.InterNetwork ? "A" : "AAAA";

    private static string Describe(DnsAnswer answer) => answer.Detail.Length == 0 ? answer.Outcome.ToString() : $"{answer.Outcome} ({answer.Detail.TrimEnd('.')})";
}
