using SmtpAdmin.Dns;

namespace SmtpAdmin.Reputation;

/// <summary>Tests whether lists can be used through a resolver (RFC 5782 section 5).</summary>
/// <param name="resolver">Who is asked.</param>
/// <param name="timeProvider">Tells the time, and how long a test took.</param>
public sealed class DnsblProviderTester(IDnsResolver resolver, TimeProvider timeProvider)
{
    private const int Concurrency = 100;

    /// <summary>Tests lists, many at once; results come as they are ready.</summary>
    /// <param name="lists">The lists.</param>
    /// <param name="cancellationToken">Ends the tests.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public IAsyncEnumerable<DnsblProviderTest> TestAllAsync(IReadOnlyList<DnsblList> lists, CancellationToken cancellationToken) =>
        BoundedWork.RunAsync(StreamAsync(lists), Concurrency, TestAsync, cancellationToken);

    /// <summary>Tests one list.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task<DnsblProviderTest> TestAsync(DnsblList list, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(list);
        if (list.Provider is { Retired: not null } retired) return Retired(retired);
        var start = timeProvider.GetTimestamp();
        var tester = new DnsblTester(resolver);
        var verdicts = await Task.WhenAll(list.Subjects.Select(subject => tester.TestAsync(list, subject, cancellationToken))).ConfigureAwait(false);
        var usable = list.Subjects.Where((_, n) => verdicts[n].Passed).ToList();
        // Of a zone that the catalogue lacks, nobody knows what it holds: that it lacks the other entries says nothing.
        var tellsMore = list.Provider is null && verdicts.Any(verdict => verdict.Passed || !IsEntryMissing(verdict));
        var failed = verdicts.Where(verdict => !verdict.Passed && !(tellsMore && IsEntryMissing(verdict))).ToList();
        return new DnsblProviderTest
        {
            Provider = list.Name,
            Zone = list.Zone,
            Status = failed.Count == 0 ? DnsblProviderStatus.Usable
                : usable.Count > 0 ? DnsblProviderStatus.Partly : failed.Min(verdict => StatusOf(verdict.Reading!.Value)),
            UsableFor = usable,
            Queries = [.. verdicts.SelectMany(verdict => verdict.Queries).DistinctBy(query => query.QueriedName)],
            Findings = [.. failed.Select(verdict => DnsblFindings.Undecided(list, verdict.Reading!.Value.Problem!, verdict.QueriedName)).Distinct()],
            DurationMs = Milliseconds.Since(timeProvider, start),
            CheckedAt = timeProvider.GetUtcNow(),
        };
    }

    /// <summary>What there is to say of a list that was closed: it is not asked.</summary>
    public DnsblProviderTest Retired(DnsblProvider provider) => new()
    {
        Provider = provider.Name,
        Zone = provider.Zone,
        Status = DnsblProviderStatus.Retired,
        Findings =
        [
            new Finding(
                FindingSeverity.Warning, "DNSBL-RETIRED", $"{provider.Name} was closed {provider.Retired!.When}, and was not asked. {provider.Retired.Note}",
                $"Take {provider.Zone} out of the configuration of your mail servers.", provider.SourceOf("retired")?.Url ?? ""),
        ],
        CheckedAt = timeProvider.GetUtcNow(),
    };

    private static async IAsyncEnumerable<DnsblList> StreamAsync(IReadOnlyList<DnsblList> lists)
    {
        await Task.CompletedTask.ConfigureAwait(false);
        foreach (var list in lists) yield return list;
    }

    private static bool IsEntryMissing(DnsblTestVerdict verdict) => verdict.Reading!.Value.Problem!.Kind == DnsblProblemKind.TestEntryMissing;

    private static DnsblProviderStatus StatusOf(DnsblReading reading) => reading.Status switch
    {
        DnsblStatus.Refused => DnsblProviderStatus.Refused,
        DnsblStatus.Broken => DnsblProviderStatus.Broken,
        _ => DnsblProviderStatus.Unknown,
    };
}
