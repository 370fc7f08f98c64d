using SmtpAdmin.Dns;
using SmtpAdmin.Reputation;

namespace SmtpAdmin.Core.Tests.Reputation.Dnsbl;

/// <summary>Lists and targets for tests.</summary>
internal static class Lists
{
    public static DnsblProvider Provider(string zone, params DnsblSubject[] subjects) => new()
    {
        Name = zone.Replace(".", "", StringComparison.Ordinal),
        Zone = zone,
        Subjects = subjects.Length > 0 ? subjects : [DnsblSubject.IPv4],
        Codes = [new(DnsblCodePattern.Parse("127.0.0.2"), "spam source")],
        Severity = DnsblSeverity.High,
    };

    public static DnsblList List(string zone, params DnsblSubject[] subjects) => DnsblList.Of(Provider(zone, subjects));

    /// <summary>A zone that the catalogue lacks.</summary>
    public static DnsblList Zone(string zone) => DnsblList.Of(DnsName.Parse(zone));

    public static async IAsyncEnumerable<ReputationTarget> Targets(params string[] texts)
    {
        foreach (var text in texts)
        {
            Assert.True(ReputationTarget.TryParse(text, out var target, out var problem), problem);
            yield return target;
            await Task.Yield();
        }
    }

    public static async Task<List<DnsblResult>> CheckAsync(IDnsResolver resolver, IReadOnlyList<DnsblList> lists, DnsblOptions? options, params string[] targets)
    {
        var results = new List<DnsblResult>();
        var checker = new DnsblChecker(resolver, lists, options ?? new DnsblOptions(), TimeProvider.System);
        await foreach (var result in checker.CheckAllAsync(Targets(targets), TestContext.Current.CancellationToken)) results.Add(result);
        return results;
    }
}
