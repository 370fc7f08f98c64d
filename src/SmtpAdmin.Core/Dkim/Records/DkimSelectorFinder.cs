using System.Runtime.CompilerServices;
using SmtpAdmin.Dns;

namespace SmtpAdmin.Dkim;

/// <summary>Looks for keys under the selectors that are in common use. The DNS does not list names, so that others may be there that nobody can find.</summary>
/// <param name="resolver">Who is asked.</param>
/// <param name="timeProvider">Tells which selectors are of late, and measures how long it takes.</param>
public sealed class DkimSelectorFinder(IDnsResolver resolver, TimeProvider timeProvider)
{
    private const int MostShown = 10;

    /// <summary>Tries every selector of a domain; never stops at the first that is there.</summary>
    /// <param name="domain">The domain in ASCII.</param>
    /// <param name="options">How many are asked for at once.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <returns>A report for each key that is there; then, where none is, or something is to be said of the whole, one without a selector.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async IAsyncEnumerable<DkimRecordReport> FindAsync(string domain, DkimRecordCheckOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(domain);
        ArgumentNullException.ThrowIfNull(options);
        var start = timeProvider.GetTimestamp();
        var search = await BeginAsync(domain, cancellationToken).ConfigureAwait(false);
        if (search.IsWorthwhile)
        {
            var queries = AsQueries(DkimSelectors.ToTry(timeProvider.GetUtcNow()).Where(selector => DkimName.OfKey(selector, domain) is not null), domain);
            await foreach (var (selector, report) in BoundedWork.RunAsync(queries, options.Concurrency, TryAsync, cancellationToken).ConfigureAwait(false))
            {
                search.Tried++;
                if (report is null) continue;
                if (report.Status == DkimRecordStatus.Unknown) search.Unknown.Add(selector);
                else if (search.IsOfWildcard(report)) search.Wild++;
                else
                {
                    search.Found++;
                    yield return report with { UsedBy = [.. DkimSelectors.UsersOf(selector).Select(user => user.Name)] };
                }
            }
        }
        if (search.Summary() is { } summary) yield return summary with { DurationMs = Milliseconds.Since(timeProvider, start) };

        async Task<(string Selector, DkimRecordReport? Report)> TryAsync(DkimRecordQuery query, CancellationToken token)
        {
            // Asked first by itself: where there is nothing, nothing else is looked for.
            var answer = await DkimKeyAnswer.AskAsync(resolver, DkimName.OfKey(query.Selector!, domain)!, token).ConfigureAwait(false);
            return answer.Availability == DkimKeyAvailability.Missing && answer.Answer.Aliases.Count == 0 ? (query.Selector!, null) : (query.Selector!, DkimRecordChecker.Judge(query, answer));
        }
    }

    /// <summary>Asks for the name above all keys, and for a selector that nobody has.</summary>
    private async Task<DkimSelectorSearch> BeginAsync(string domain, CancellationToken cancellationToken)
    {
        if (!DnsName.TryParse($"{DkimName.KeyLabel}.{domain}", out var above, out _)) return new DkimSelectorSearch(domain, null, null, null);
        var parent = resolver.ResolveAsync(above, DnsType.TXT, cancellationToken).AsTask();
        var nobody = DkimName.OfKey(DkimRecordChecker.NobodysSelector(), domain) is { } name ? DkimKeyAnswer.AskAsync(resolver, name, cancellationToken) : null;
        var random = nobody is null ? null : await nobody.ConfigureAwait(false);
        // A name that nobody made and that exists below the domain itself tells a wildcard there, or servers that deny no name at all.
        var beside = random is { Answer: { IsConclusive: true, Outcome: not DnsOutcome.NxDomain } } && DnsName.TryParse($"{DkimRecordChecker.NobodysSelector()}.{domain}", out var besideName, out _)
            ? await resolver.ResolveAsync(besideName, DnsType.TXT, cancellationToken).ConfigureAwait(false) : null;
        return new DkimSelectorSearch(domain, await parent.ConfigureAwait(false), random, beside);
    }

    private static async IAsyncEnumerable<DkimRecordQuery> AsQueries(IEnumerable<string> selectors, string domain)
    {
        foreach (var selector in selectors) yield return new DkimRecordQuery { Domain = domain, Selector = selector };
        await Task.CompletedTask.ConfigureAwait(false);
    }

    /// <summary>What a search comes to.</summary>
    private sealed class DkimSelectorSearch(string domain, DnsAnswer? above, DkimKeyAnswer? nobody, DnsAnswer? beside)
    {
        public int Tried { get; set; }

        public int Found { get; set; }

        public int Wild { get; set; }

        public List<string> Unknown { get; } = [];

        /// <summary>Below a name that does not exist there is nothing (RFC 8020). A name without records of its own may have some below it.</summary>
        public bool IsWorthwhile => above is not null && above.Outcome != DnsOutcome.NxDomain;

        /// <summary>The same record answers for a selector that nobody has.</summary>
        public bool IsOfWildcard(DkimRecordReport report) => nobody is { Keys.Count: > 0 } && report.Record is { } record && nobody.Keys.Any(key => PlainText.Clean(key.Text) == record);

        /// <summary>What is to be said of the search as a whole; null when each key says enough.</summary>
        public DkimRecordReport? Summary()
        {
            var findings = Finding.WorstFirst(Findings());
            if (findings.Count == 0) return null;
            return new DkimRecordReport
            {
                Domain = domain,
                RecordName = above?.Name.ToString(),
                Status = Unknown.Count > 0 || above is { IsConclusive: false } && Found == 0 ? DkimRecordStatus.Unknown : Found > 0 ? DkimRecordStatus.Pass : DkimRecordStatus.None,
                Findings = findings,
            };
        }

        /// <summary>What it says that the name above all keys exists; it says something only where names that nobody made do not.</summary>
        private string Above()
        {
            if (above!.Outcome is not (DnsOutcome.NoData or DnsOutcome.Answer)) return "";
            if (nobody is { Answer.Outcome: DnsOutcome.NxDomain }) return $" {above.Name} exists, which mostly means that there is one under another.";
            if (nobody is not { Answer.IsConclusive: true }) return "";
            return beside is { Outcome: DnsOutcome.NoData or DnsOutcome.Answer }
                ? $" Names that nobody made exist below {domain} too (a wildcard, or servers that deny no name): that {above.Name} exists says nothing of keys under others."
                : $" Names that nobody made exist below {above.Name} (a wildcard): that it exists says nothing of keys under others.";
        }

        private IEnumerable<Finding> Findings()
        {
            if (above is null) yield return new(FindingSeverity.Error, "DKIM-BAD-NAME", $"'{PlainText.Excerpt(domain)}' is too long for a key below it.", "Check the name.", "RFC 1035 section 2.3.4");
            else if (!IsWorthwhile)
                yield return new(FindingSeverity.Error, "DKIM-FIND-NXDOMAIN", $"{above.Name} does not exist, and so there is nothing below it: the domain publishes no key under any selector.", "Make a key with New-DkimKey, or look whether the domain is spelled right.", "RFC 8020 section 2");
            if (nobody is { Keys.Count: > 0 })
                yield return nobody.Keys.All(key => key.IsRevoked)
                    ? new(FindingSeverity.Information, "DKIM-WILDCARD-REVOKED", $"Every selector of {domain} answers with a revoked key, also those that nobody made: a wildcard says that it signs with none that is not published by itself. {Wild} of those tried are no more than that.", "", "RFC 6376 section 3.6.2.1")
                    : new(FindingSeverity.Warning, "DKIM-WILDCARD", $"Every selector of {domain} answers with the same key, also those that nobody made: {Wild} of those tried are no more than that.", "Give each key a record of its own in place of the wildcard.", "RFC 6376 section 3.6.2.1");
            if (Unknown.Count > 0)
                yield return new(FindingSeverity.Warning, "DKIM-FIND-UNKNOWN", $"{Unknown.Count} of {Tried} selectors got no conclusive answer, and may have keys: {string.Join(", ", Unknown.Take(MostShown))}{(Unknown.Count > MostShown ? ", ..." : "")}.", "Search again later, or ask another resolver.", "RFC 6376 section 6.1.2");
            if (Found == 0 && IsWorthwhile)
                yield return new(
                    FindingSeverity.Warning, "DKIM-FIND-NONE",
                    $"None of the {Tried} selectors that were tried {(Unknown.Count > 0 ? "is known to have" : "has")} a key.{Above()}",
                    "Take the selector from a message that the domain signed: s= in its DKIM-Signature.", "RFC 6376 section 3.1");
        }
    }
}
