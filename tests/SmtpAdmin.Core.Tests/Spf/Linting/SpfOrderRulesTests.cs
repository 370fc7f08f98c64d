using SmtpAdmin.Core.Tests.Fakes;
using SmtpAdmin.Spf;

namespace SmtpAdmin.Core.Tests.Spf.Linting;

public sealed class SpfOrderRulesTests
{
    [Fact]
    public async Task What_stands_behind_all_is_told()
    {
        var report = await Lint.RecordAsync("v=spf1 ip4:9.9.9.9 -all mx ~all");
        Assert.Equal(SpfRecordStatus.Warning, report.Status);
        Assert.Equal(["Move 'mx' in front of '-all', or take it out.", "Keep one 'all', at the end."], report.Findings.Where(finding => finding.Code == "SPF-AFTER-ALL").Select(finding => finding.Remedy));
        Assert.Equal([SpfTermStatus.Ok, SpfTermStatus.Ok, SpfTermStatus.Ignored, SpfTermStatus.Ignored], report.Terms.Select(term => term.Status));
    }

    [Theory]
    [InlineData("ip4:9.9.9.0/24 ip4:9.9.9.9", FindingSeverity.Information)]
    [InlineData("ip4:9.9.9.0/25 ip4:9.9.9.128/25 ip4:9.9.9.0/24", FindingSeverity.Information)]
    [InlineData("ip4:9.9.9.0/24 -ip4:9.9.9.9", FindingSeverity.Warning)]
    [InlineData("ip6:2a00::/32 ip6:2a00:0:1::/48", FindingSeverity.Information)]
    [InlineData("ip4:9.9.9.0/24 a:host.example", FindingSeverity.Information)]
    [InlineData("ip4:9.9.9.0/24 ip6:2a00::/32 include:inner.example", FindingSeverity.Information)]
    public async Task What_terms_before_cover_has_no_effect(string terms, FindingSeverity severity)
    {
        var dns = new StubResolver().A("host.example", "9.9.9.5").Aaaa("host.example").Txt("inner.example", "v=spf1 ip4:9.9.9.0/28 ip6:2a00::1 -all");
        Assert.Equal(severity, Lint.Single(await Lint.RecordAsync($"v=spf1 {terms} -all", dns), "SPF-TERM-COVERED").Severity);
    }

    [Theory]
    [InlineData("ip4:9.9.9.9 ip4:9.9.9.10")]
    [InlineData("-ip4:9.9.9.9 ip4:9.9.9.0/24")]
    [InlineData("ip4:9.9.9.0/24 a:both.example")]
    [InlineData("ip4:9.9.9.0/24 include:macro.example")]
    [InlineData("ip4:9.9.9.0/24 ip6:909:900::/24")]
    public async Task What_has_an_effect_is_left_alone(string terms)
    {
        var dns = new StubResolver().A("both.example", "9.9.9.5").Aaaa("both.example", "2a00::5").Txt("macro.example", "v=spf1 ip4:9.9.9.1 exists:%{i}.macro.example -all");
        Assert.DoesNotContain(Lint.Codes(await Lint.RecordAsync($"v=spf1 {terms} -all", dns)), code => code.StartsWith("SPF-TERM-", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_a_wider_block_behind_says_too_is_told()
    {
        var report = await Lint.RecordAsync("v=spf1 ip4:9.9.9.9 ip4:9.9.9.0/24 -all");
        Assert.Equal("Take out 'ip4:9.9.9.9'.", Lint.Single(report, "SPF-TERM-OVERLAPS").Remedy);
        Assert.Equal(SpfRecordStatus.Pass, report.Status);
    }

    [Theory]
    [InlineData("ip4:9.9.9.9 -ip4:9.9.9.8/30 ip4:9.9.9.0/24", false)]
    [InlineData("ip4:9.9.9.9 -exists:%{i}.test ip4:9.9.9.0/24", false)]
    [InlineData("ip4:9.9.9.9 ~include:macro.test ip4:9.9.9.0/24", false)]
    [InlineData("ip4:9.9.9.9 -ip4:9.9.9.4 ip4:9.9.9.0/24", true)]
    [InlineData("ip4:9.9.9.9 exists:%{i}.test ip4:9.9.9.0/24", true)]
    public async Task An_exception_that_a_wider_block_seems_to_repeat_is_left_alone(string terms, bool isTold)
    {
        var dns = new StubResolver().Txt("macro.test", "v=spf1 exists:%{i}.test -all");
        Assert.Equal(isTold, Lint.Codes(await Lint.RecordAsync($"v=spf1 {terms} -all", dns)).Contains("SPF-TERM-OVERLAPS"));
    }

    [Fact]
    public async Task A_host_within_a_block_behind_it_is_told_with_the_look_up_that_it_costs()
    {
        var report = await Lint.RecordAsync("v=spf1 a:host.test ip4:9.9.9.0/24 -all", new StubResolver().A("host.test", "9.9.9.9"));
        Assert.Contains("saves 1 look-up.", Lint.Single(report, "SPF-TERM-OVERLAPS").Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ip4:9.9.9.9 ip4:9.9.9.9/32", FindingSeverity.Information)]
    [InlineData("ip4:9.9.9.9 +IP4:9.9.9.9", FindingSeverity.Information)]
    [InlineData("ip4:9.9.9.9 -ip4:9.9.9.9", FindingSeverity.Warning)]
    [InlineData("mx ip4:9.9.9.9 MX", FindingSeverity.Warning)]
    [InlineData("include:inner.example include:INNER.example.", FindingSeverity.Warning)]
    public async Task What_stands_there_twice_is_told_once(string terms, FindingSeverity severity)
    {
        var dns = new StubResolver().Txt("inner.example", "v=spf1 ip4:9.9.9.0/28 -all");
        var report = await Lint.RecordAsync($"v=spf1 {terms} -all", dns);
        Assert.Equal(severity, Lint.Single(report, "SPF-TERM-DUPLICATE").Severity);
        Assert.DoesNotContain("SPF-TERM-COVERED", Lint.Codes(report));
    }

    [Fact]
    public async Task Of_a_thousand_findings_of_a_kind_some_are_told_and_the_rest_counted()
    {
        var report = await Lint.RecordAsync($"v=spf1 ip4:9.0.0.0/16 {string.Join(' ', Enumerable.Range(0, 1000).Select(at => $"ip4:9.0.{at / 256}.{at % 256}"))} -all");
        Assert.Equal(20, report.Findings.Count(finding => finding.Code == "SPF-TERM-COVERED"));
        Assert.Contains("980 more findings SPF-TERM-COVERED", Lint.Single(report with { Findings = [.. report.Findings.Select(finding => finding with { Reference = "-" })] }, "SPF-MORE").Message, StringComparison.Ordinal);
    }
}
