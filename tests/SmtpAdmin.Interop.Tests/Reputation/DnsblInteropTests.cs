using System.Net;
using SmtpAdmin.Dns;
using SmtpAdmin.Interop.Tests.Peers;
using SmtpAdmin.Reputation;

namespace SmtpAdmin.Interop.Tests.Reputation;

/// <summary>The catalogue's own entries, asked of rbldnsd with zones like those of the real lists, directly and through unbound.</summary>
public sealed class DnsblInteropTests(PeerSet peers)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Through unbound or not; list; target; verdict; codes; a part of the meaning.</summary>
    public static TheoryData<bool, string, string, DnsblStatus, string, string> Verdicts()
    {
        (string Provider, string Target, DnsblStatus Status, string Codes, string Meaning)[] rows =
        [
            ("SpamhausZen", "1.2.3.2", DnsblStatus.Listed, "127.0.0.2 127.0.0.9", "DROP"),
            ("SpamhausZen", "1.2.3.3", DnsblStatus.Listed, "127.0.0.3", "CSS"),
            ("SpamhausZen", "1.2.3.4", DnsblStatus.Listed, "127.0.0.4", "XBL"),
            ("SpamhausZen", "1.2.10.200", DnsblStatus.Listed, "127.0.0.10", "PBL"),
            ("SpamhausZen", "1.2.11.1", DnsblStatus.Listed, "127.0.0.11", "PBL"),
            ("SpamhausZen", "1.2.12.1", DnsblStatus.NotListed, "", ""),
            ("SpamhausZen", "1.2.3.99", DnsblStatus.Unknown, "127.0.0.99", "undocumented"),
            ("SpamhausZen", "2600:bad::25", DnsblStatus.Listed, "127.0.0.3", "CSS"),
            ("SpamhausZen", "2600:bad:0:1::25", DnsblStatus.NotListed, "", ""),
            ("SpamhausDbl", "spam.example", DnsblStatus.Listed, "127.0.1.2", "spam"),
            ("SpamhausDbl", "www.phish.example", DnsblStatus.Listed, "127.0.1.4", "Phishing"),
            ("SpamhausDbl", "botnet.example", DnsblStatus.Listed, "127.0.1.6", "botnet"),
            ("SpamhausDbl", "abused.example", DnsblStatus.Listed, "127.0.1.102", "abused"),
            ("SpamhausDbl", "addresslike.example", DnsblStatus.Refused, "127.0.1.255", "list of domains"),
            ("SpamhausDbl", "good.example", DnsblStatus.NotListed, "", ""),
            ("SurblMulti", "phish.example", DnsblStatus.Listed, "127.0.0.8", "PH: phishing"),
            ("SurblMulti", "a.host.phish.example", DnsblStatus.Listed, "127.0.0.8", "PH: phishing"),
            ("SurblMulti", "cracked.example", DnsblStatus.Listed, "127.0.0.152", "PH: phishing; MW: malware; CR: cracked site"),
            ("SurblMulti", "disposable.example", DnsblStatus.NotListed, "127.0.0.4", "disposable"),
            ("SurblMulti", "good.example", DnsblStatus.NotListed, "", ""),
            ("UriblMulti", "young.example", DnsblStatus.Listed, "127.0.0.12", "Grey"),
            ("UriblMulti", "a.host.young.example", DnsblStatus.Listed, "127.0.0.12", "Grey"),
            ("UriblMulti", "good.example", DnsblStatus.NotListed, "", ""),
            ("DnsWl", "1.2.5.25", DnsblStatus.Allowed, "127.0.5.3", "Trust: high"),
            ("DnsWl", "1.2.5.26", DnsblStatus.Allowed, "127.0.5.0", "Trust: none"),
            ("DnsWl", "1.2.15.9", DnsblStatus.Allowed, "127.0.15.1", "mail marketing"),
            ("DnsWl", "1.2.5.255", DnsblStatus.Refused, "127.0.0.255", "Too many queries"),
            ("DnsWl", "1.2.3.4", DnsblStatus.NotListed, "", ""),
            ("DnsWl", "2600:900d::1", DnsblStatus.Allowed, "127.0.4.2", "Trust: medium"),
            ("SpamCop", "1.2.3.4", DnsblStatus.Listed, "127.0.0.2", "Reported"),
            ("SpamCop", "1.2.3.5", DnsblStatus.NotListed, "", ""),
            ("SpamCop", "2600:bad::25", DnsblStatus.NotListed, "", ""),
            ("TeamCymruBogons", "1.2.3.4", DnsblStatus.NotListed, "", ""),
            ("TeamCymruFullBogonsIpv6", "2600:bad:b060::1", DnsblStatus.Listed, "127.0.0.2", "nobody may use"),
            ("ValiditySenderScore", "1.2.3.4", DnsblStatus.Listed, "127.0.4.12", "12 of 100"),
            ("ValiditySenderScore", "1.2.3.5", DnsblStatus.NotListed, "127.0.4.75", "75 of 100"),
            ("ValiditySenderScore", "1.2.3.7", DnsblStatus.NotListed, "", ""),
            ("SpamEatingMonkeyUri", "spam.example", DnsblStatus.Listed, "127.0.0.2", "unwanted mail"),
            ("bl.own.test", "1.2.3.4", DnsblStatus.Listed, "127.9.9.10 127.9.9.9", "any answer in 127.0.0.0/8 lists here"),
            ("bl.own.test", "1.2.3.5", DnsblStatus.NotListed, "", ""),
            ("SpamhausSbl", "1.2.3.2", DnsblStatus.Refused, "127.255.255.254", "public"),
            ("UriblGrey", "spam.example", DnsblStatus.Refused, "127.0.0.1", "refuses"),
            ("Barracuda", "1.2.3.4", DnsblStatus.Broken, "127.0.0.2", ""),
            ("BlocklistDe", "1.2.3.4", DnsblStatus.Broken, "", ""),
            ("BlocklistDe", "2600:bad::25", DnsblStatus.Broken, "", ""),
        ];
        var data = new TheoryData<bool, string, string, DnsblStatus, string, string>();
        foreach (var through in new[] { false, true })
        {
            foreach (var (provider, target, status, codes, meaning) in rows) data.Add(through, provider, target, status, codes, meaning);
        }
        return data;
    }

    [Theory]
    [MemberData(nameof(Verdicts))]
    public async Task A_list_is_understood_as_it_means_it(bool throughUnbound, string provider, string target, DnsblStatus status, string codes, string meaning)
    {
        var result = Assert.Single(await CheckAsync(throughUnbound, [provider], new DnsblOptions(), target));

        Assert.Equal((status, codes), (result.Status, string.Join(' ', result.Codes.Order(StringComparer.Ordinal))));
        Assert.Contains(meaning, string.Join("; ", result.Meanings), StringComparison.Ordinal);
        Assert.Equal(status is DnsblStatus.NotListed or DnsblStatus.Allowed, result.Findings.Count == 0);
    }

    [Fact]
    public async Task A_listing_tells_the_lists_own_words()
    {
        var result = Assert.Single(await CheckAsync(throughUnbound: false, ["SpamhausZen"], new DnsblOptions(), "1.2.3.2"));

        Assert.Contains("https://check.spamhaus.org/sbl/query/SBL1", result.Reason, StringComparison.Ordinal);
        Assert.Contains("https://check.spamhaus.org/query/ip/1.2.3.2", result.Reason, StringComparison.Ordinal);
        Assert.Equal(("2.3.2.1.zen.spamhaus.org", "https://check.spamhaus.org/query/ip/1.2.3.2"), (result.QueriedName, result.DelistUrl));
    }

    [Theory]
    [InlineData(false, DnsblStatus.Refused, "DNSBL-REFUSED")]
    [InlineData(true, DnsblStatus.Unknown, "DNSBL-NO-ANSWER")] // a resolver makes SERVFAIL of its REFUSED
    public async Task A_list_that_refuses_in_the_DNSs_own_way_says_nothing(bool throughUnbound, DnsblStatus status, string finding)
    {
        var result = Assert.Single(await CheckAsync(throughUnbound, ["SpamhausXbl"], new DnsblOptions(), "1.2.3.4"));

        Assert.Equal((status, finding), (result.Status, Assert.Single(result.Findings).Code));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_list_that_drops_questions_is_unknown_and_the_others_answer(bool throughUnbound)
    {
        var results = await CheckAsync(throughUnbound, ["PsblSurriel", "SpamCop"], new DnsblOptions(), TimeSpan.FromSeconds(1), "1.2.3.0/24");

        Assert.Equal(256, results.Count(result => result is { Provider: "PsblSurriel", Status: DnsblStatus.Unknown }));
        Assert.Equal("1.2.3.4", Assert.Single(results, result => result is { Provider: "SpamCop", Status: DnsblStatus.Listed }).Target);
        Assert.Equal("SpamCop", results[0].Provider);
    }

    [Fact]
    public async Task Without_its_test_a_closed_list_is_taken_at_its_word()
    {
        var options = new DnsblOptions { SkipProviderTest = true };
        Assert.Equal(DnsblStatus.Listed, Assert.Single(await CheckAsync(throughUnbound: false, ["Barracuda"], options, "1.2.3.4")).Status);
        Assert.Equal(DnsblStatus.NotListed, Assert.Single(await CheckAsync(throughUnbound: false, ["BlocklistDe"], options, "1.2.3.4")).Status);
    }

    [Fact]
    public async Task A_key_opens_its_zone_and_shows_nowhere()
    {
        var results = await CheckAsync(throughUnbound: true, ["SpamhausZen"], new DnsblOptions(), timeout: null, key: BlacklistZones.Key, "1.2.3.4", "1.2.3.5");

        Assert.Equal([DnsblStatus.Listed, DnsblStatus.NotListed], results.OrderBy(result => result.Target, StringComparer.Ordinal).Select(result => result.Status));
        Assert.All(results, result => Assert.EndsWith(".{key}.zen.dq.spamhaus.net", result.QueriedName, StringComparison.Ordinal));
        Assert.DoesNotContain(BlacklistZones.Key, System.Text.Json.JsonSerializer.Serialize(results), StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_network_is_checked_at_all_lists_that_answer(bool throughUnbound)
    {
        var results = await CheckAsync(throughUnbound, ["SpamhausZen", "SpamCop", "DnsWl", "TeamCymruBogons", "bl.own.test"], new DnsblOptions(), "1.2.8.0/22", "2600:bad::/120");

        Assert.Equal((1024 * 5) + (256 * 4), results.Select(result => (result.Target, result.Zone)).Distinct().Count());
        Assert.DoesNotContain(results, result => result.Kind == DnsblKind.Address && result.Provider == "TeamCymruBogons" && result.Target.Contains(':', StringComparison.Ordinal));
        Assert.Equal(512, results.Count(result => result is { Provider: "SpamhausZen", Status: DnsblStatus.Listed } && result.Meanings[0].StartsWith("PBL", StringComparison.Ordinal)));
        Assert.Equal(256, results.Count(result => result is { Provider: "SpamhausZen", Status: DnsblStatus.Listed } && result.Target.StartsWith("2600:bad:", StringComparison.Ordinal)));
        Assert.Equal(256, results.Count(result => result is { Provider: "SpamCop", Status: DnsblStatus.Listed }));
        Assert.DoesNotContain(results, result => result.Status is DnsblStatus.Unknown or DnsblStatus.Refused && result.Provider != "bl.own.test");
    }

    [Theory]
    [InlineData("SpamhausZen", DnsblProviderStatus.Usable, "")]
    [InlineData("SpamhausDbl", DnsblProviderStatus.Usable, "")]
    [InlineData("SurblMulti", DnsblProviderStatus.Usable, "")]
    [InlineData("UriblMulti", DnsblProviderStatus.Usable, "")]
    [InlineData("DnsWl", DnsblProviderStatus.Usable, "")]
    [InlineData("TeamCymruBogons", DnsblProviderStatus.Usable, "")]
    [InlineData("TeamCymruFullBogonsIpv6", DnsblProviderStatus.Usable, "")]
    [InlineData("SpamEatingMonkeyUri", DnsblProviderStatus.Usable, "")]
    [InlineData("bl.own.test", DnsblProviderStatus.Usable, "")]
    [InlineData("SpamhausSbl", DnsblProviderStatus.Refused, "DNSBL-REFUSED")]
    [InlineData("UriblGrey", DnsblProviderStatus.Refused, "DNSBL-REFUSED")]
    [InlineData("Barracuda", DnsblProviderStatus.Broken, "DNSBL-LISTS-EVERYTHING")]
    [InlineData("BlocklistDe", DnsblProviderStatus.Broken, "DNSBL-TEST-ENTRY-MISSING")] // for IPv6 too, of which it documents no test entry
    public async Task The_test_of_a_list_says_whether_it_can_be_used(string provider, DnsblProviderStatus status, string finding)
    {
        foreach (var throughUnbound in new[] { false, true })
        {
            await using var resolver = await ResolverAsync(throughUnbound, timeout: null);
            var test = await new DnsblProviderTester(resolver, TimeProvider.System).TestAsync(Assert.Single(Choose([provider], key: null)), Token);
            Assert.Equal((status, finding), (test.Status, test.Findings.Count == 0 ? "" : test.Findings[0].Code));
        }
    }

    private Task<List<DnsblResult>> CheckAsync(bool throughUnbound, string[] providers, DnsblOptions options, params string[] targets) =>
        CheckAsync(throughUnbound, providers, options, timeout: null, key: null, targets);

    private Task<List<DnsblResult>> CheckAsync(bool throughUnbound, string[] providers, DnsblOptions options, TimeSpan timeout, params string[] targets) =>
        CheckAsync(throughUnbound, providers, options, timeout, key: null, targets);

    private async Task<List<DnsblResult>> CheckAsync(bool throughUnbound, string[] providers, DnsblOptions options, TimeSpan? timeout, string? key, params string[] targets)
    {
        await using var resolver = await ResolverAsync(throughUnbound, timeout);
        var checker = new DnsblChecker(resolver, Choose(providers, key), options, TimeProvider.System);
        var results = new List<DnsblResult>();
        await foreach (var result in checker.CheckAllAsync(TargetsAsync(targets), Token)) results.Add(result);
        return results;
    }

    private static IReadOnlyList<DnsblList> Choose(string[] providers, string? key)
    {
        var selection = DnsblSelection.Choose(DnsblCatalogue.Default, new DnsblSelectionRequest { Provider = providers, Key = key });
        Assert.Empty(selection.Problems);
        return selection.Lists;
    }

    private async Task<DnsResolver> ResolverAsync(bool throughUnbound, TimeSpan? timeout)
    {
        if (throughUnbound) await peers.BlacklistResolver.RequireAsync();
        else await peers.Blacklists.RequireAsync();
        IPEndPoint[] servers = [throughUnbound ? peers.BlacklistResolver.EndPoint : peers.Blacklists.EndPoint];
        return new DnsResolver(new DnsResolverOptions { Servers = servers, Timeout = timeout ?? TimeSpan.FromSeconds(5) }.ForLists(), TimeProvider.System);
    }

    private static async IAsyncEnumerable<ReputationTarget> TargetsAsync(string[] texts)
    {
        await Task.CompletedTask;
        foreach (var text in texts)
        {
            Assert.True(ReputationTarget.TryParse(text, out var target, out var problem), problem);
            yield return target;
        }
    }
}
