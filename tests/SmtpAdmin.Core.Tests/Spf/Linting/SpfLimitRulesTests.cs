using SmtpAdmin.Core.Tests.Fakes;
using SmtpAdmin.Spf;

namespace SmtpAdmin.Core.Tests.Spf.Linting;

public sealed class SpfLimitRulesTests
{
    [Fact]
    public async Task Eleven_look_ups_are_told_with_each_branch_and_the_running_total()
    {
        var dns = new StubResolver().A(Lint.Domain, "9.9.9.1").Mx(Lint.Domain, (10, "mail.example.com")).A("mail.example.com", "9.9.9.2").Aaaa("mail.example.com", "2a00::1");
        Branch(dns, "big.example", 6);
        Branch(dns, "small.example", 1);
        var report = await Lint.RecordAsync("v=spf1 a mx include:small.example include:big.example -all", dns);
        Assert.Equal(SpfRecordStatus.Fail, report.Status);
        Assert.Equal(11, report.LookupCount);
        var finding = Lint.Single(report, "SPF-LOOKUP-LIMIT");
        Assert.Contains("needs 11 look-ups, and 10 are allowed: 'a' 1 (in all 1), 'mx' 1 (in all 2), 'include:small.example' 2 (in all 4), 'include:big.example' 7 (in all 11)", finding.Message, StringComparison.Ordinal);
        Assert.Contains("at 'a:host6.big.example' in big.example", finding.Message, StringComparison.Ordinal);
        Assert.Contains("'include:big.example' costs most: 7", finding.Remedy, StringComparison.Ordinal);
        Assert.Equal([1, 2, 4, 11, 11], report.Terms.Select(term => term.RunningTotal));
        Assert.Equal([6, 7, 8, 9, 10, 11, 11], report.Terms[3].Record!.Terms.Select(term => term.RunningTotal));
    }

    [Fact]
    public async Task Ten_look_ups_are_a_note()
    {
        var dns = Branch(new StubResolver(), "big.example", 9);
        var report = await Lint.RecordAsync("v=spf1 include:big.example -all", dns);
        Assert.Equal((SpfRecordStatus.Pass, 10), (report.Status, report.LookupCount));
        Assert.Equal(FindingSeverity.Information, Lint.Single(report, "SPF-LOOKUP-FULL").Severity);
    }

    [Fact]
    public async Task A_redirect_is_tried_last_wherever_it_stands()
    {
        var dns = Branch(new StubResolver(), "other.example", 2).A("x.example", "9.9.9.9").Aaaa("x.example", "2a00::9");
        var report = await Lint.RecordAsync("v=spf1 redirect=other.example a:x.example", dns);
        Assert.Equal([4, 1], report.Terms.Select(term => term.RunningTotal));
        Assert.Equal([3, 4, 4], report.Terms[0].Record!.Terms.Select(term => term.RunningTotal));
    }

    [Fact]
    public async Task What_stands_behind_all_costs_nothing()
    {
        var report = await Lint.RecordAsync("v=spf1 -all a:none.example mx include:none.example redirect=none.example");
        Assert.Equal((0, 0), (report.LookupCount, report.VoidLookupCount));
    }

    [Fact]
    public async Task Void_look_ups_are_counted_for_each_family_apart()
    {
        var dns = new StubResolver();
        for (var at = 1; at <= 3; at++) dns.A($"a{at}.example", $"9.9.9.{at}");
        var report = await Lint.RecordAsync("v=spf1 a:a1.example a:a2.example a:a3.example -all", dns);
        Assert.Equal((3, "IPv6"), (report.VoidLookupCount, report.VoidLookupFamily));
        var finding = Lint.Single(report, "SPF-VOID-LIMIT");
        Assert.Equal(FindingSeverity.Warning, finding.Severity); // no IPv6 address passes
        Assert.Contains("AAAA of a1.example for 'a:a1.example'", finding.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("IPv4", finding.Message, StringComparison.Ordinal);
        Assert.Contains("[+1 = 1, void for IPv6]", report.Tree, StringComparison.Ordinal);

        var both = await Lint.RecordAsync("v=spf1 a:a1.example a:a2.example a:a3.example ip6:2a00::/32 -all", dns);
        Assert.Equal(FindingSeverity.Error, Lint.Single(both, "SPF-VOID-LIMIT").Severity);
    }

    [Fact]
    public async Task Void_look_ups_for_IPv4_senders_fail()
    {
        var report = await Lint.RecordAsync("v=spf1 a:n1.example mx:n2.example exists:n3.example ip4:9.9.9.9 -all");
        Assert.Equal((SpfRecordStatus.Fail, 3), (report.Status, report.VoidLookupCount));
        Assert.Null(report.VoidLookupFamily);
        var finding = Lint.Single(report, "SPF-VOID-LIMIT");
        Assert.Contains("3 for IPv4 senders (A of n1.example for 'a:n1.example', ", finding.Message, StringComparison.Ordinal);
        Assert.Contains("3 for IPv6 senders (AAAA of n1.example for 'a:n1.example', ", finding.Message, StringComparison.Ordinal);
        Assert.Contains("A of n1.example", finding.Message, StringComparison.Ordinal);
        Assert.Contains("MX of n2.example", finding.Message, StringComparison.Ordinal);
        Assert.Contains("A of n3.example", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_limit_of_void_look_ups_can_be_set()
    {
        var dns = new StubResolver().Txt(Lint.Domain, "v=spf1 a:n1.example ip4:9.9.9.9 -all");
        Assert.DoesNotContain("SPF-VOID-LIMIT", Lint.Codes(await Lint.PublishedAsync(dns)));
        Assert.Contains("SPF-VOID-LIMIT", Lint.Codes(await Lint.PublishedAsync(dns, options: new SpfRecordCheckOptions { MaxVoidLookups = 0 })));
    }

    [Theory]
    [InlineData(10, false)]
    [InlineData(11, true)]
    public async Task More_than_ten_exchangers_fail(int count, bool fails)
    {
        var dns = new StubResolver().Mx("many.example", [.. Enumerable.Range(1, count).Select(at => ((ushort)10, $"m{at}.example"))]);
        for (var at = 1; at <= count; at++) dns.A($"m{at}.example", $"9.9.9.{at}").Aaaa($"m{at}.example", $"2a00::{at}");
        var report = await Lint.RecordAsync("v=spf1 mx:many.example -all", dns);
        Assert.Equal(fails ? SpfRecordStatus.Fail : SpfRecordStatus.Pass, report.Status);
        Assert.Equal(fails, Lint.Codes(report).Contains("SPF-MX-LIMIT"));
        Assert.Equal(fails ? SpfTermStatus.Error : SpfTermStatus.Ok, report.Terms[0].Status);
    }

    [Fact]
    public async Task A_thousand_includes_are_read_in_part_and_that_is_said()
    {
        var dns = new StubResolver();
        for (var at = 0; at < 1000; at++) dns.Txt($"i{at}.example", "v=spf1 ip4:9.9.9.9 -all");
        var report = await Lint.RecordAsync($"v=spf1 {string.Join(' ', Enumerable.Range(0, 1000).Select(at => $"include:i{at}.example"))} -all", dns);
        Assert.Equal(SpfRecordStatus.Fail, report.Status);
        Assert.Equal(1000, report.LookupCount);
        Lint.Single(report, "SPF-LEFT-OUT");
        Assert.Contains("100 records", Lint.Single(report, "SPF-LEFT-OUT").Message, StringComparison.Ordinal);
        Assert.Equal(SpfTermStatus.LeftOut, report.Terms[999].Status);
        Assert.True(dns.Questions < 120, $"{dns.Questions} questions");
    }

    [Fact]
    public async Task What_a_check_comes_to_with_the_macro_p_is_counted()
    {
        var dns = new StubResolver();
        var text = $"v=spf1 {string.Join(' ', Enumerable.Range(0, 9).Select(at => $"a:h{at}.test"))} exists:%{{p}}.ok.test -all";
        for (var at = 0; at < 9; at++) dns.A($"h{at}.test", "9.9.9.9");
        var report = await Lint.RecordAsync(text, dns);
        var result = await new SpfChecker(dns, TimeProvider.System).CheckAsync(new SpfSender(System.Net.IPAddress.Parse("8.8.8.8"), $"a@{Lint.Domain}", null), new SpfCheckOptions(), TestContext.Current.CancellationToken);
        Assert.Equal((11, 11, SpfResult.PermError), (report.LookupCount, result.LookupCount, result.Result));
        Assert.Contains("'exists:%{p}.ok.test' in example.com", Lint.Single(report, "SPF-LOOKUP-LIMIT").Message, StringComparison.Ordinal);
        Assert.Equal(11, report.Terms[9].RunningTotal);
    }

    /// <summary>A record with so many hosts.</summary>
    private static StubResolver Branch(StubResolver dns, string domain, int hosts)
    {
        for (var at = 1; at <= hosts; at++) dns.A($"host{at}.{domain}", $"9.9.8.{at}").Aaaa($"host{at}.{domain}", $"2a00::8:{at}");
        return dns.Txt(domain, $"v=spf1 {string.Join(' ', Enumerable.Range(1, hosts).Select(at => $"a:host{at}.{domain}"))} -all");
    }
}
