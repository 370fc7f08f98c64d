using SmtpAdmin.Dns;

namespace SmtpAdmin.Reputation;

/// <summary>What is to be said of a new PTR record before it is published.</summary>
internal static class PtrFindings
{
    private const string ReverseReference = "RFC 1912 section 2.1";
    private const int RegistryLabels = 3; // in-addr.arpa and ip6.arpa themselves, and an eighth of IPv4 or four bits of IPv6 below them: no provider's

    /// <summary>All of it.</summary>
    public static IEnumerable<Finding> Of(PtrNewRecord record, PtrArguments arguments, PtrEvidence? evidence)
    {
        if (SpecialAddress.Find(arguments.Address) is { } special)
        {
            yield return new(
                FindingSeverity.Warning, "PTR-NEW-SPECIAL-ADDRESS", $"{record.IPAddress} is set aside: {special}. No mail comes from it over the Internet, and no provider has its reverse DNS.",
                "Give the address that receivers see. In a DNS of your own the record does as it is.", special.Reference);
        }
        if (GenericNames.Reason(record.HostName, arguments.Address) is { } reason)
        {
            yield return new(
                FindingSeverity.Warning, "PTR-NEW-GENERIC", $"The name '{record.HostName}' looks generic: {reason}. Filters hold such names against the sender.",
                "Give the server a name that somebody chose, such as mail and your domain.", "https://www.spamhaus.org/faqs/pbl/");
        }
        if (record.ParentRecords.Count > 0)
        {
            yield return new(
                FindingSeverity.Information, "PTR-NEW-BLOCK", $"The record is for the zone of {record.Block}. The zone above has to lead there, which is the provider's: '{record.ParentRecords[0]}', and NS records for the zone.",
                "Send RequestText to the provider, unless that is done. Ask which label is in use there: -BlockStyle has the usual ones.", "RFC 2317 section 4");
        }
        if (evidence is null)
        {
            yield return new(FindingSeverity.Information, "PTR-NEW-NOT-LOOKED-UP", $"The DNS was not asked: neither what {record.IPAddress} is called now nor whether {record.HostName} leads to it is known.", "Make it again without -NoLookup before it is published.");
            yield break;
        }
        foreach (var finding in OfPointers(record, arguments, evidence).Concat(OfForward(record, arguments, evidence))) yield return finding;
        yield return OfZone(record, evidence);
    }

    private static IEnumerable<Finding> OfPointers(PtrNewRecord record, PtrArguments arguments, PtrEvidence evidence)
    {
        var pointers = evidence.Pointers;
        if (!pointers.IsConclusive)
        {
            yield return new(
                FindingSeverity.Warning, "PTR-NEW-CURRENT-UNKNOWN", $"What {record.IPAddress} is called now is not known: the PTR look-up ended in {pointers.OutcomeText}.", "Ask again later, or ask another resolver.");
            yield break;
        }
        if (pointers.Aliases.Count > 0 && arguments.Block is null)
        {
            yield return new(
                FindingSeverity.Information, "PTR-NEW-ALIAS", $"{arguments.Reverse} is an alias of {record.Name}, as for a block with a zone of its own. The record is made for there.", "", "RFC 2317 section 4");
        }
        if (pointers.Aliases.Count > 0 && arguments.Block is not null && pointers.CanonicalName.ToString() != record.Name)
        {
            yield return new(
                FindingSeverity.Warning, "PTR-NEW-OTHER-ALIAS", $"{arguments.Reverse} is an alias of {pointers.CanonicalName} now, and not of {record.Name}: a record at the latter would not be found.",
                $"Leave -Block out, or use the -BlockStyle that fits, for a record at {pointers.CanonicalName}; or have the provider change the alias.", "RFC 2317 section 4");
        }
        if (record.IsPublished == true) yield return new(FindingSeverity.Information, "PTR-NEW-PUBLISHED", $"{record.IPAddress} is called {record.HostName} already: there is nothing to publish.");
        else if (record.CurrentName.Count > 0)
        {
            yield return new(
                FindingSeverity.Information, record.CurrentName.Count > 1 ? "PTR-NEW-SEVERAL" : "PTR-NEW-REPLACES", $"{record.IPAddress} is called {PlainText.Excerpt(string.Join(", ", record.CurrentName), 300)} now. The new record is to take the place of {(record.CurrentName.Count > 1 ? "all of that" : "that")}.",
                "Keep one name an address: the one that the server gives in HELO.", ReverseReference);
        }
    }

    private static IEnumerable<Finding> OfForward(PtrNewRecord record, PtrArguments arguments, PtrEvidence evidence)
    {
        var answer = evidence.ForwardAnswer(arguments);
        var line = $"{answer.CanonicalName.ToAbsoluteString()} IN {answer.Type} {record.IPAddress}";
        if (answer.Aliases.Count > 0)
        {
            yield return new(
                FindingSeverity.Warning, "PTR-NEW-HOST-ALIAS", $"{record.HostName} is an alias of {answer.CanonicalName}, and a PTR record must not lead to an alias.",
                $"Use the name {answer.CanonicalName}, or give {record.HostName} address records of its own.", "RFC 2181 section 10.2");
        }
        if (record.ForwardConfirmed == false)
        {
            var others = evidence.Forward.Addresses.Count > 0;
            yield return new(
                FindingSeverity.Warning, others ? "PTR-NEW-FORWARD-MISMATCH" : "PTR-NEW-FORWARD-MISSING",
                others ? $"{record.HostName} leads to {PlainText.Excerpt(string.Join(", ", evidence.Forward.Addresses), 300)}, and not to {record.IPAddress}. Receivers take no name that does not lead back."
                    : $"{record.HostName} leads to no address. Receivers take no name that does not lead back.",
                $"Publish '{line}' before the PTR record: ForwardRecords has it, with what is there.", ReverseReference);
        }
        else if (record.ForwardConfirmed is null)
        {
            yield return new(
                FindingSeverity.Warning, "PTR-NEW-FORWARD-UNKNOWN", $"Whether {record.HostName} leads to {record.IPAddress} is not known: the {answer.Type} look-up ended in {answer.OutcomeText}.",
                $"Ask again later, or ask another resolver. '{line}' has to be there before the PTR record is.", ReverseReference);
        }
    }

    private static Finding OfZone(PtrNewRecord record, PtrEvidence evidence)
    {
        if (evidence.Soa is not { } soa)
        {
            return new(
                FindingSeverity.Warning, "PTR-NEW-ZONE-UNKNOWN", $"Who runs the zone of {record.Name} is not known: {(evidence.Authority.IsConclusive ? "no answer named it" : $"the SOA look-up ended in {evidence.Authority.OutcomeText}")}.",
                "Ask again later. It is whoever the address comes from, not the domain's registrar.");
        }
        if (soa.Name.LabelCount <= RegistryLabels)
        {
            return new(
                FindingSeverity.Warning, "PTR-NEW-NOT-DELEGATED", $"The reverse zone of {record.IPAddress} is not delegated: {record.Name} lies in {soa.Name}, a registry's own zone.",
                "Ask whoever the address comes from to have its reverse DNS delegated by their registry. The record can be published after that.", "RFC 1034 section 4.2.1");
        }
        return new(
            FindingSeverity.Information, "PTR-NEW-ZONE", $"{record.Name} lies in the zone {soa.Name}, whose primary server is {soa.PrimaryServer}{(record.ZoneContact is { } contact ? $"; {PlainText.Excerpt(contact, 254)} answers for it" : "")}.",
            "Where that is a zone of yours, publish the record there. Else send RequestText to whoever the address comes from.");
    }
}
