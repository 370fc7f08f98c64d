namespace SmtpAdmin.Reputation;

/// <summary>Says what a list's verdict means, and what to do about it.</summary>
internal static class DnsblFindings
{
    /// <summary>The code for a list that holds nothing of the target's kind.</summary>
    public const string OtherKind = "DNSBL-OTHER-KIND";

    private const string OwnResolver = "Ask through a resolver of your own that looks names up itself (-DnsServer), not through a public or a provider's one.";

    /// <summary>The finding of a listing.</summary>
    /// <param name="target">The target.</param>
    /// <param name="list">The list.</param>
    /// <param name="reading">Its answer.</param>
    /// <param name="asked">What the list holds: the target, or a name above it.</param>
    /// <param name="reason">The list's own words.</param>
    /// <param name="delistUrl">The page for removal.</param>
    public static Finding Listed(DnsblTarget target, DnsblList list, in DnsblReading reading, string asked, string? reason, string delistUrl)
    {
        var severity = list.Provider?.Severity switch
        {
            DnsblSeverity.High => FindingSeverity.Error,
            DnsblSeverity.Informational => FindingSeverity.Information,
            _ => FindingSeverity.Warning,
        };
        var subject = ReferenceEquals(asked, target.Text) ? asked : $"{asked}, above {target.Text},";
        var says = reason is null ? "" : $" It says '{reason}'.";
        return new Finding(
            severity, "DNSBL-LISTED", $"{subject} is listed by {list.Name} ({string.Join(", ", reading.Codes)}): {string.Join("; ", reading.Meanings)}.{says}",
            string.Join(' ', Remedies(list.Provider, delistUrl)), delistUrl);
    }

    /// <summary>The finding of a list of which nothing can be known.</summary>
    public static Finding Undecided(DnsblList list, DnsblProblem problem, string queriedName)
    {
        var detail = PlainText.Excerpt(list.WithoutKey(problem.Detail), 300);
        return problem.Kind switch
        {
            DnsblProblemKind.RefusalCode => new Finding(
                FindingSeverity.Warning, "DNSBL-REFUSED", $"{list.Name} will not answer: {detail}. That says nothing about the target.", AccessRemedy(list), SourceOf(list, "codes")),
            DnsblProblemKind.RefusedByServer => new Finding(
                FindingSeverity.Warning, "DNSBL-REFUSED", $"The look-up of {queriedName} was refused: {detail} That says nothing about the target.", AccessRemedy(list), SourceOf(list, "access", "accessNote")),
            DnsblProblemKind.TestEntryMissing => new Finding(
                FindingSeverity.Warning, "DNSBL-TEST-ENTRY-MISSING",
                $"{list.Name} does not hold its own test entry {detail}: the list is empty, closed or gone, or this resolver does not get its real answers. What it says is not believed.",
                $"Look at {list.Zone} from elsewhere; if it is closed, take it out of your configuration. -SkipProviderTest asks it all the same.", "RFC 5782 section 5"),
            DnsblProblemKind.OtherKind => new Finding(
                FindingSeverity.Warning, OtherKind,
                $"{list.Name} is not in the catalogue, so only its test entries tell what it holds: {detail}. It was not asked.",
                "Ask another list about this target. If this one holds such all the same, say so in a file of your own (-ProviderFile), or add -SkipProviderTest.", "RFC 5782 section 5"),
            DnsblProblemKind.ZoneGone => new Finding(
                FindingSeverity.Warning, "DNSBL-ZONE-GONE",
                $"The zone {detail} of {list.Name} does not exist: the list is gone, or this resolver does not get its real answers. That says nothing about the target.",
                $"Look at {list.Zone} from elsewhere; if it is closed, take it out of your configuration.", "RFC 8020"),
            DnsblProblemKind.ListsEverything => new Finding(
                FindingSeverity.Warning, "DNSBL-LISTS-EVERYTHING",
                $"{list.Name} lists {detail}, which no list may hold: it lists everything, as closed lists do, or the resolver invents answers. What it says is not believed.",
                $"Take {list.Zone} out of the configuration of your mail servers before it makes them refuse all mail.", "RFC 5782 section 5"),
            DnsblProblemKind.OutsideLoopback => new Finding(
                FindingSeverity.Warning, "DNSBL-NOT-A-CODE",
                $"{list.Name} answered {detail}, which is outside 127.0.0.0/8 and so no list's code: the zone is parked, or the resolver invents answers for names that do not exist.",
                $"Ask another resolver (-DnsServer). If it answers the same, {list.Zone} is no blacklist any more.", "RFC 5782 section 2.1"),
            DnsblProblemKind.UndocumentedCode => new Finding(
                FindingSeverity.Warning, "DNSBL-UNDOCUMENTED-CODE",
                $"{list.Name} answered {detail}, a code that it does not document; that is neither a listing nor the contrary.",
                $"See what the list's page says of it. A code that is missing here can be added with -ProviderFile.", SourceOf(list, "codes")),
            DnsblProblemKind.Timeout => new Finding(
                FindingSeverity.Warning, "DNSBL-TIMEOUT", $"{list.Name} did not answer. {detail}",
                $"Ask again later. Some lists drop the queries of resolvers that they do not know instead of refusing them. {list.Provider?.AccessNote}".TrimEnd(), SourceOf(list, "access", "accessNote")),
            _ => new Finding(
                FindingSeverity.Warning, "DNSBL-NO-ANSWER", $"The look-up at {list.Name} failed. {detail}", "Ask again later, or ask another resolver."),
        };
    }

    private static IEnumerable<string> Remedies(DnsblProvider? provider, string delistUrl)
    {
        yield return provider?.Prerequisites is { Length: > 0 } prerequisites ? prerequisites : "Find and stop what got it listed first, or it will be listed again.";
        if (provider?.Policy is { } policy) yield return policy.ToString();
        if (delistUrl.Length > 0) yield return $"Look up and ask for removal at {delistUrl}"; // last: nothing must stick to the link
    }

    private static string AccessRemedy(DnsblList list) => list.Provider?.AccessNote is { Length: > 0 } note ? $"{OwnResolver} {note}" : OwnResolver;

    private static string SourceOf(DnsblList list, params string[] facts) => list.Provider?.SourceOf(facts)?.Url ?? "RFC 5782";
}
