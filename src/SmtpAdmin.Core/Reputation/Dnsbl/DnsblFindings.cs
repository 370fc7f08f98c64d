namespace SmtpAdmin.Reputation;

/// <summary>Says what a list's verdict means, and what to do about it.</summary>
internal static class DnsblFindings
{
    private const string OwnResolver = "Ask through a resolver of your own that looks names up itself (-DnsServer), not through a public or a provider's one.";

    /// <summary>The finding of a result.</summary>
    /// <param name="result">The result, without its findings.</param>
    /// <param name="list">The list.</param>
    /// <param name="problem">Why nothing is known; null for a listing.</param>
    public static Finding For(DnsblResult result, DnsblList list, DnsblProblem? problem) =>
        problem is null ? Listed(result) : Undecided(list, problem, result.QueriedName);

    /// <summary>The finding of a list of which nothing can be known.</summary>
    public static Finding Undecided(DnsblList list, DnsblProblem problem, string queriedName)
    {
        var detail = PlainText.Excerpt(list.WithoutKey(problem.Detail), 300);
        return problem.Kind switch
        {
            DnsblProblemKind.RefusalCode => new Finding(
                FindingSeverity.Warning, "DNSBL-REFUSED", $"{list.Name} will not answer: {detail}. That says nothing about the target.", AccessRemedy(list), SourceOf(list)),
            DnsblProblemKind.RefusedByServer => new Finding(
                FindingSeverity.Warning, "DNSBL-REFUSED", $"The look-up of {queriedName} was refused: {detail} That says nothing about the target.", AccessRemedy(list), SourceOf(list)),
            DnsblProblemKind.TestEntryMissing => new Finding(
                FindingSeverity.Warning, "DNSBL-TEST-ENTRY-MISSING",
                $"{list.Name} does not hold its own test entry {detail}: the list is empty, closed or gone, or this resolver does not get its real answers. What it says is not believed.",
                $"Look at {list.Zone} from elsewhere; if it is closed, take it out of your configuration. -SkipProviderTest asks it all the same.", "RFC 5782 section 5"),
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
                $"See what the list's page says of it. A code that is missing here can be added with -ProviderFile.", SourceOf(list)),
            DnsblProblemKind.Timeout => new Finding(
                FindingSeverity.Warning, "DNSBL-TIMEOUT", $"{list.Name} did not answer. {detail}", "Ask again later. Some lists drop the queries of resolvers that they do not know instead of refusing them."),
            _ => new Finding(
                FindingSeverity.Warning, "DNSBL-NO-ANSWER", $"The look-up at {list.Name} failed. {detail}", "Ask again later, or ask another resolver."),
        };
    }

    private static Finding Listed(DnsblResult result)
    {
        var severity = result.Severity switch
        {
            DnsblSeverity.High => FindingSeverity.Error,
            DnsblSeverity.Low => FindingSeverity.Warning,
            _ => FindingSeverity.Information,
        };
        var above = result.Kind == DnsblKind.Domain && !result.QueriedName.StartsWith(result.Target, StringComparison.OrdinalIgnoreCase);
        var subject = above ? $"{result.QueriedName[..^(result.Zone.Length + 1)]}, above {result.Target}," : result.Target;
        var reason = result.Reason is null ? "" : $" It says '{result.Reason}'.";
        return new Finding(
            severity, "DNSBL-LISTED", $"{subject} is listed by {result.Provider} ({string.Join(", ", result.Codes)}): {string.Join("; ", result.Meanings)}.{reason}",
            string.Join(' ', Remedies(result)), result.DelistUrl);
    }

    private static IEnumerable<string> Remedies(DnsblResult result)
    {
        if (result.Prerequisites.Length > 0) yield return result.Prerequisites;
        else yield return "Find and stop what got it listed first, or it will be listed again.";
        if (result.DelistUrl.Length > 0) yield return $"Look up and ask for removal at {result.DelistUrl}";
        if (result.Policy.Length > 0) yield return result.Policy;
    }

    private static string AccessRemedy(DnsblList list) => list.Provider?.AccessNote is { Length: > 0 } note ? $"{OwnResolver} {note}" : OwnResolver;

    private static string SourceOf(DnsblList list) => list.Provider?.Sources is [var source, ..] ? source.Url : "RFC 5782";
}
