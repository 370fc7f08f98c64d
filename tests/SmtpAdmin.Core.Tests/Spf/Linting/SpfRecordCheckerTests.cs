using SmtpAdmin.Core.Tests.Fakes;
using SmtpAdmin.Dns;
using SmtpAdmin.Spf;

namespace SmtpAdmin.Core.Tests.Spf.Linting;

public sealed class SpfRecordCheckerTests
{
    [Theory]
    [InlineData("ip4:9.0.0.0/8 -all", 1.0 / 256)]
    [InlineData("-ip4:9.0.0.0/9 ip4:9.0.0.0/8 -all", 1.0 / 512)]
    [InlineData("ip4:9.0.0.0/8 -ip4:9.0.0.0/9 -all", 1.0 / 256)]
    [InlineData("?ip4:9.0.0.0/8 ip4:9.0.0.0/8 -all", 0.0)]
    [InlineData("+all", 1.0)]
    [InlineData("-ip4:0.0.0.0/1 +all", 0.5)]
    [InlineData("include:inner.example -all", 1.0 / 512)] // what the inner record fails does not match
    [InlineData("-include:inner.example ip4:9.0.0.0/8 -all", 1.0 / 512)]
    [InlineData("ip4:8.0.0.0/8 redirect=inner.example", 1.0 / 256 + 1.0 / 512)]
    [InlineData("-ip4:9.128.0.0/9 redirect=inner.example", 0.0)]
    [InlineData("exists:%{i}.a.example -all", 0.0)]
    public async Task The_share_is_of_what_passes_by_qualifier_and_order(string terms, double share)
    {
        var dns = new StubResolver().Txt("inner.example", "v=spf1 -ip4:9.0.0.0/9 ip4:9.0.0.0/8 -all");
        Assert.Equal(share, (await Lint.RecordAsync($"v=spf1 {terms}", dns)).AuthorizedIPv4Share, 12);
    }

    [Fact]
    public async Task What_needs_an_eleventh_look_up_does_not_pass()
    {
        var dns = new StubResolver();
        for (var at = 1; at <= 11; at++) dns.Txt($"i{at}.example", $"v=spf1 ip4:9.9.9.{at} -all");
        var report = await Lint.RecordAsync($"v=spf1 {string.Join(' ', Enumerable.Range(1, 11).Select(at => $"include:i{at}.example"))} ip4:9.9.8.1 -all", dns);
        Assert.DoesNotContain("9.9.9.11", report.Networks.Select(network => network.ToString()));
        Assert.Equal(10, report.Networks.Sum(network => 1 << (32 - network.PrefixLength)));
    }

    [Fact]
    public async Task The_terms_hold_the_records_within_them()
    {
        var dns = new StubResolver().Txt("a.example", "v=spf1 a:h.example ip6:2a00::/32 ?all").A("h.example", "9.9.9.9");
        var report = await Lint.RecordAsync("v=spf1 include:a.example ~all", dns);
        var include = report.Terms[0];
        Assert.Equal((SpfMechanism.Include, SpfQualifier.Pass, "a.example", 2), (include.Mechanism, include.Qualifier, include.Target, include.LookupCount));
        Assert.Equal(("a.example", SpfWalkStatus.Found, "v=spf1 a:h.example ip6:2a00::/32 ?all", 1), (include.Record!.Domain, include.Record.Status, include.Record.Record, include.Record.LookupCount));
        Assert.Equal(SpfTermStatus.Void, include.Record.Terms[0].Status); // no AAAA
        Assert.Equal("9.9.9.9", Assert.Single(include.Record.Terms[0].Networks).ToString());
        Assert.Equal("TXT a.example: \"v=spf1 a:h.example ip6:2a00::/32 ?all\"", Assert.Single(include.Lookups).ToString());
        Assert.Equal(["9.9.9.9", "2a00::/32"], report.Networks.Select(network => network.ToString()));
    }

    [Fact]
    public async Task Many_domains_are_checked_and_share_their_look_ups()
    {
        var dns = new StubResolver().Txt("common.example", "v=spf1 ip4:9.9.9.9 -all");
        for (var at = 0; at < 50; at++) dns.Txt($"d{at}.example", "v=spf1 include:common.example -all");
        var reports = new List<SpfRecordReport>();
        var checker = new SpfRecordChecker(dns, TimeProvider.System);
        await foreach (var report in checker.CheckAllAsync(Domains(), null, new SpfRecordCheckOptions { Concurrency = 1 }, TestContext.Current.CancellationToken)) reports.Add(report);
        Assert.Equal(50, reports.Count);
        Assert.All(reports, report => Assert.Equal(SpfRecordStatus.Pass, report.Status));
        Assert.Single(dns.Asked, "common.example");

        static async IAsyncEnumerable<string?> Domains()
        {
            await Task.Yield();
            for (var at = 0; at < 50; at++) yield return $"d{at}.example";
        }
    }

    [Fact]
    public async Task When_the_time_is_over_the_rest_is_unknown()
    {
        var options = new SpfRecordCheckOptions { Timeout = TimeSpan.FromMilliseconds(50) };
        var report = await new SpfRecordChecker(new SilentResolver(), TimeProvider.System).CheckAsync(Lint.Domain, SpfRecord.Parse("v=spf1 a:x.example include:y.example -all"), options, TestContext.Current.CancellationToken);
        Assert.Equal(SpfRecordStatus.Unknown, report.Status);
        Assert.Contains("time for the whole check", Lint.Single(report, "SPF-INCLUDE-UNKNOWN").Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_check_that_is_cancelled_ends()
    {
        using var cancelled = new CancellationTokenSource();
        var check = new SpfRecordChecker(new SilentResolver(), TimeProvider.System).CheckAsync(Lint.Domain, null, new SpfRecordCheckOptions(), cancelled.Token);
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => check);
    }

    [Fact]
    public async Task Neither_a_domain_nor_a_record_is_misuse() =>
        await Assert.ThrowsAsync<ArgumentException>(() => new SpfRecordChecker(new StubResolver(), TimeProvider.System).CheckAsync(null, null, new SpfRecordCheckOptions(), TestContext.Current.CancellationToken));

    [Fact]
    public async Task International_domains_are_asked_for_by_their_A_labels()
    {
        var dns = new StubResolver().Txt("xn--bcher-kva.example", "v=spf1 -all");
        var report = await Lint.PublishedAsync(dns, "b\u00fccher.example");
        Assert.Equal((SpfRecordStatus.Pass, "xn--bcher-kva.example"), (report.Status, report.Domain));
    }

    private sealed class SilentResolver : IDnsResolver
    {
        public async ValueTask<DnsAnswer> ResolveAsync(DnsName name, DnsType type, CancellationToken cancellationToken)
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
            throw new InvalidOperationException("A silent server never answers.");
        }
    }
}
