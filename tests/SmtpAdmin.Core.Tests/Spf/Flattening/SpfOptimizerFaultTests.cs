using FsCheck;
using FsCheck.Fluent;
using SmtpAdmin.Core.Tests.Fakes;
using SmtpAdmin.Dns;
using SmtpAdmin.Spf;

namespace SmtpAdmin.Core.Tests.Spf.Flattening;

/// <summary>What is broken, hostile or not known: a result that says so, and no record.</summary>
public sealed class SpfOptimizerFaultTests
{
    private static readonly SpfOptimizeOptions Everything = new() { Flatten = ["*"] };
    private readonly StubResolver _dns = new();

    [Theory]
    [InlineData("v=spf1 include:gone.test -all", SpfOptimizationStatus.Invalid)]
    [InlineData("v=spf1 redirect=gone.test", SpfOptimizationStatus.Invalid)]
    [InlineData("v=spf1 include:two.test -all", SpfOptimizationStatus.Invalid)]
    [InlineData("v=spf1 include:wrong.test -all", SpfOptimizationStatus.Invalid)]
    [InlineData("v=spf1 include:example.test -all", SpfOptimizationStatus.Invalid)]
    [InlineData("v=spf1 include:loop.test -all", SpfOptimizationStatus.Invalid)]
    [InlineData("v=spf1 include:many.test -all", SpfOptimizationStatus.Invalid)]
    [InlineData("v=spf1 ip4:192.0.2.300 -all", SpfOptimizationStatus.Invalid)]
    [InlineData("v=spf1 include:a..test -all", SpfOptimizationStatus.Invalid)]
    [InlineData("v=spf1 include:down.test -all", SpfOptimizationStatus.Unknown)]
    [InlineData("v=spf1 a:down.test -all", SpfOptimizationStatus.Unknown)]
    [InlineData("v=spf1 include:half.test -all", SpfOptimizationStatus.Unknown)]
    [InlineData("v=spf1 mx:halfmx.test -all", SpfOptimizationStatus.Unknown)]
    [InlineData("v=spf1 include:down.test include:gone.test -all", SpfOptimizationStatus.Invalid)]
    [InlineData("no record", SpfOptimizationStatus.NoRecord)]
    public async Task What_is_wrong_gives_no_record_and_says_why(string record, SpfOptimizationStatus status)
    {
        _dns.Txt("example.test", record).Txt("two.test", "v=spf1 -all", "v=spf1 ~all").Txt("wrong.test", "v=spf1 ip4:x -all").Txt("loop.test", "v=spf1 include:round.test -all")
            .Txt("round.test", "v=spf1 include:loop.test -all").Txt("many.test", "v=spf1 mx -all").Mx("many.test", [.. Enumerable.Range(0, 11).Select(number => ((ushort)1, $"m{number}.test"))])
            .Fails("down.test", DnsType.TXT, DnsOutcome.ServFail).Fails("down.test", DnsType.A, DnsOutcome.Timeout)
            .Txt("half.test", "v=spf1 a -all").A("half.test", "192.0.2.1").Fails("half.test", DnsType.AAAA, DnsOutcome.Refused)
            .Mx("halfmx.test", (1, "up.test"), (2, "down.test")).A("up.test", "192.0.2.1");
        var result = await OptimizeAsync(Everything);
        Assert.Equal(status, result.Status);
        Assert.Empty(result.Records);
        var report = await new SpfRecordChecker(_dns, TimeProvider.System).CheckAsync("example.test", null, new SpfRecordCheckOptions(), TestContext.Current.CancellationToken);
        Assert.Subset(report.Findings.Select(finding => finding.Code).ToHashSet(), result.Findings.Select(finding => finding.Code).ToHashSet()); // both tell it by the same code
        Assert.NotEmpty(result.Findings);
        Assert.All(result.Findings, finding => Assert.Equal(FindingSeverity.Error, finding.Severity));
    }

    [Fact]
    public async Task What_a_kept_exists_says_need_not_be_known()
    {
        _dns.Txt("example.test", "v=spf1 include:a.test exists:down.test -all").Txt("a.test", "v=spf1 ip4:192.0.2.1 -all").Fails("down.test", DnsType.A, DnsOutcome.ServFail);
        Assert.Equal("v=spf1 ip4:192.0.2.1 exists:down.test -all", (await OptimizeAsync(Everything)).Records[0].Value);
    }

    [Fact]
    public async Task More_than_can_be_had_is_over_budget()
    {
        _dns.Txt("example.test", $"v=spf1 {string.Join(' ', Enumerable.Range(0, 12).Select(number => $"exists:%{{i}}.{number}.x.test"))} -all");
        var result = await OptimizeAsync(new SpfOptimizeOptions());
        Assert.Equal((SpfOptimizationStatus.OverBudget, 12, 12), (result.Status, result.LookupCountBefore, result.LookupCountAfter));
        Assert.Empty(result.Records);
        Assert.Equal("SPF-OVER-BUDGET", result.Findings[0].Code);
        Assert.Equal("SPF-NO-ROOM", (await OptimizeAsync(new SpfOptimizeOptions { MaxLength = 100 })).Findings[0].Code);
    }

    [Fact]
    public async Task A_name_without_room_below_it_cannot_be_split()
    {
        var domain = string.Join('.', Enumerable.Repeat(new string('x', 49), 5)); // 249 octets: '_spf1.' does not fit
        _dns.Txt(domain, $"v=spf1 {string.Join(' ', Enumerable.Range(0, 60).Select(number => $"ip4:10.0.{number * 2}.0/24"))} -all");
        var result = await new SpfOptimizer(_dns, TimeProvider.System).OptimizeAsync(DnsName.Parse(domain), new SpfOptimizeOptions(), TestContext.Current.CancellationToken);
        Assert.Equal((SpfOptimizationStatus.OverBudget, "SPF-NO-ROOM"), (result.Status, result.Findings[0].Code));
    }

    [Fact]
    public async Task A_thousand_includes_end_in_a_result()
    {
        _dns.Txt("example.test", $"v=spf1 {string.Join(' ', Enumerable.Range(0, 1000).Select(number => $"include:i{number}.test"))} -all");
        for (var number = 0; number < 1000; number++) _dns.Txt($"i{number}.test", $"v=spf1 ip4:10.{number / 256}.{number % 256}.0/24 -all");
        var result = await OptimizeAsync(Everything);
        Assert.Equal(SpfOptimizationStatus.TooLarge, result.Status);
        Assert.InRange(_dns.Questions, 1, 200);
        Assert.InRange(result.Findings.Count, 1, 12);
    }

    [Theory]
    [InlineData(4500)]
    [InlineData(30000)]
    public async Task A_record_of_64_KB_ends_in_a_result(int networks)
    {
        _dns.Txt("example.test", $"v=spf1 {string.Join(' ', Enumerable.Range(0, networks).Select(number => $"ip4:10.{number / 100 % 256}.{number % 100 * 2}.9"))} -all");
        var result = await OptimizeAsync(Everything);
        Assert.Equal(networks < 5000 ? SpfOptimizationStatus.OverBudget : SpfOptimizationStatus.TooLarge, result.Status);
    }

    [Fact]
    public async Task A_hundred_large_includes_end_in_a_result()
    {
        _dns.Txt("example.test", $"v=spf1 {string.Join(' ', Enumerable.Range(0, 90).Select(number => $"include:i{number}.test"))} -all");
        for (var number = 0; number < 90; number++)
            _dns.Txt($"i{number}.test", $"v=spf1 {string.Join(' ', Enumerable.Range(0, 50).Select(other => $"ip4:10.{number}.{other * 2}.9"))} -all");
        var result = await OptimizeAsync(new SpfOptimizeOptions());
        Assert.Equal((SpfOptimizationStatus.OverBudget, 90), (result.Status, result.LookupCountBefore));
    }

    [Fact]
    public async Task What_takes_too_long_is_unknown()
    {
        var result = await new SpfOptimizer(new Silent(), TimeProvider.System)
            .OptimizeAsync(DnsName.Parse("example.test"), new SpfOptimizeOptions { Timeout = TimeSpan.FromMilliseconds(50) }, TestContext.Current.CancellationToken);
        Assert.Equal((SpfOptimizationStatus.Unknown, "SPF-UNKNOWN"), (result.Status, Assert.Single(result.Findings).Code));
    }

    [Fact]
    public void Any_text_ends_in_a_result()
    {
        var pieces = Gen.Elements("include:a.test", "-include:b.test", "redirect=a.test", "redirect=%{d}", "ip4:1.2.3.4/0", "ip6:::/0", "ip6:::ffff:1.2.3.4/120", "a", "mx//0", "a:%{l}", "ptr", "-all", "+all", "exp=x.test", "\u00ff", "%", "include:example.test", "x=y", "ip4:0.0.0.0/1", "?ip4:128.0.0.0/1");
        Prop.ForAll(Gen.Three(Gen.ListOf(pieces)).ToArbitrary(), async texts =>
        {
            _dns.Txt("example.test", "v=spf1 " + string.Join(' ', texts.Item1)).Txt("a.test", "v=spf1 " + string.Join(' ', texts.Item2)).Txt("b.test", "v=spf1 " + string.Join(' ', texts.Item3)).A("example.test", "10.0.0.1");
            var result = await OptimizeAsync(Everything with { MaxLength = 100 });
            Assert.True(result.Records.Count > 0 || result.Findings.Count > 0);
        }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData(-1, 450)]
    [InlineData(11, 450)]
    [InlineData(10, 99)]
    [InlineData(10, 4001)]
    public async Task Options_out_of_range_are_misuse(int lookups, int length) =>
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => OptimizeAsync(new SpfOptimizeOptions { MaxLookups = lookups, MaxLength = length }));

    private Task<SpfOptimization> OptimizeAsync(SpfOptimizeOptions options) =>
        new SpfOptimizer(_dns, TimeProvider.System).OptimizeAsync(DnsName.Parse("example.test"), options, TestContext.Current.CancellationToken);

    private sealed class Silent : IDnsResolver
    {
        public async ValueTask<DnsAnswer> ResolveAsync(DnsName name, DnsType type, CancellationToken cancellationToken)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
            throw new InvalidOperationException();
        }
    }
}
