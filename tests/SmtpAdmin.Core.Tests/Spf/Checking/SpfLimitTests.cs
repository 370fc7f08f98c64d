using SmtpAdmin.Core.Tests.Dns;
using SmtpAdmin.Core.Tests.Fakes;
using SmtpAdmin.Core.Tests.Spf.Support;
using SmtpAdmin.Dns;
using SmtpAdmin.Spf;

namespace SmtpAdmin.Core.Tests.Spf.Checking;

/// <summary>RFC 7208 section 4.6.4.</summary>
public sealed class SpfLimitTests
{
    [Theory]
    [InlineData(9, SpfResult.Neutral)]
    [InlineData(10, SpfResult.Neutral)]
    [InlineData(11, SpfResult.PermError)]
    public async Task Ten_terms_may_cost_a_look_up(int count, SpfResult result)
    {
        var checkedIt = await SpfRun.WithAsync($"v=spf1 {Terms(1, count)} ?all", SpfRun.Hosts(count));
        Assert.Equal((result, count), (checkedIt.Result, checkedIt.LookupCount));
        if (result != SpfResult.PermError) return;
        Assert.Equal((SpfProblemKind.LookupLimit, "a:h11.example.org", false), (checkedIt.Problem!.Kind, checkedIt.Problem.Term, checkedIt.Problem.IsTemporary));
    }

    [Theory]
    [InlineData("a:h1.example.org")]
    [InlineData("mx:m.example.org")]
    [InlineData("ptr")]
    [InlineData("exists:%{v}.x.example.org")]
    [InlineData("include:i.example.org")]
    public async Task Each_of_the_mechanisms_costs_one_even_if_its_answer_is_known(string term)
    {
        var dns = SpfRun.Hosts(1).Mx("m.example.org", (10, "h1.example.org")).Txt("i.example.org", "v=spf1 -ip4:203.0.113.9").Ptr(SpfRun.IPv4, "h1.example.org");
        foreach (var (count, result) in new[] { (10, SpfResult.Neutral), (11, SpfResult.PermError) })
        {
            var record = $"v=spf1 {string.Join(' ', Enumerable.Repeat($"-{term}", count))}";
            var checkedIt = await SpfRun.CheckAsync(dns.Txt(SpfRun.Domain, record), "192.0.2.3", options: new SpfCheckOptions { MaxVoidLookups = 100 });
            Assert.Equal((result, count), Counted(checkedIt));
        }
    }

    [Fact]
    public async Task A_redirect_costs_one()
    {
        var dns = SpfRun.Hosts(10).Txt("i.example.org", "v=spf1 ?all");
        Assert.Equal((SpfResult.Neutral, 10), Counted(await SpfRun.WithAsync($"v=spf1 {Terms(1, 9)} redirect=i.example.org", dns)));
        Assert.Equal((SpfResult.PermError, 11), Counted(await SpfRun.WithAsync($"v=spf1 {Terms(1, 10)} redirect=i.example.org", dns)));
    }

    [Fact]
    public async Task They_are_counted_through_includes_and_redirects()
    {
        var dns = SpfRun.Hosts(10).Txt("one.example.org", $"v=spf1 {Terms(1, 3)} redirect=two.example.org").Txt("two.example.org", $"v=spf1 {Terms(4, 6)}")
            .Txt("three.example.org", $"v=spf1 {Terms(7, 7)} -all").Txt("four.example.org", $"v=spf1 {Terms(7, 8)} -all");
        // the include, three, the redirect, three; the redirect, one
        Assert.Equal((SpfResult.Fail, 10), Counted(await SpfRun.WithAsync("v=spf1 include:one.example.org redirect=three.example.org", dns)));
        Assert.Equal((SpfResult.PermError, 11), Counted(await SpfRun.WithAsync("v=spf1 include:one.example.org redirect=four.example.org", dns)));
    }

    [Fact]
    public async Task What_is_not_reached_and_what_needs_none_costs_nothing()
    {
        var networks = string.Join(' ', Enumerable.Range(0, 200).Select(at => $"ip4:198.51.100.{at} ip6:2001:db8:1::{at}"));
        Assert.Equal((SpfResult.Pass, 0), Counted(await SpfRun.WithAsync($"v=spf1 {networks} exp=x.example ip4:192.0.2.3 {Terms(1, 20)} -all redirect=x.example")));
    }

    [Theory]
    [InlineData(10, SpfResult.Fail)]
    [InlineData(11, SpfResult.PermError)]
    public async Task Ten_mail_hosts_of_a_term_may_be_looked_up(int count, SpfResult result)
    {
        var dns = SpfRun.Hosts(count).Mx("m.example.org", [.. Enumerable.Range(1, count).Select(at => ((ushort)10, $"h{at}.example.org"))]);
        var checkedIt = await SpfRun.WithAsync("v=spf1 mx:m.example.org mx:m.example.org -all", dns);
        Assert.Equal(result, checkedIt.Result);
        if (result == SpfResult.PermError) Assert.Equal(SpfProblemKind.MxLimit, checkedIt.Problem!.Kind);
        else Assert.Equal(2, checkedIt.LookupCount);
    }

    [Theory]
    [InlineData(2, 2, SpfResult.Neutral)]
    [InlineData(3, 2, SpfResult.PermError)]
    [InlineData(1, 0, SpfResult.PermError)]
    [InlineData(0, 0, SpfResult.Neutral)]
    [InlineData(10, 10, SpfResult.Neutral)]
    public async Task Two_look_ups_may_find_nothing_or_as_many_as_is_said(int count, int limit, SpfResult result)
    {
        var dns = new StubResolver().Txt(SpfRun.Domain, $"v=spf1 {Terms(1, count)} ?all").Txt("h2.example.org", "no address here"); // NXDOMAIN and no data alike
        var checkedIt = await SpfRun.CheckAsync(dns, options: new SpfCheckOptions { MaxVoidLookups = limit });
        Assert.Equal((result, Math.Min(count, limit + 1)), (checkedIt.Result, checkedIt.VoidLookupCount));
        if (result == SpfResult.PermError) Assert.Equal(SpfProblemKind.VoidLookupLimit, checkedIt.Problem!.Kind);
    }

    [Fact]
    public async Task Mail_hosts_and_names_of_the_address_that_are_not_there_count_too()
    {
        var mx = new StubResolver().Mx("m.example.org", (1, "n1.example.org"), (2, "n2.example.org"), (3, "n3.example.org"));
        Assert.Equal(SpfProblemKind.VoidLookupLimit, (await SpfRun.WithAsync("v=spf1 mx:m.example.org ?all", mx)).Problem!.Kind);
        var ptr = new StubResolver().Ptr(SpfRun.IPv4, "n1.example.org", "n2.example.org", "n3.example.org");
        Assert.Equal(SpfProblemKind.VoidLookupLimit, (await SpfRun.WithAsync("v=spf1 ptr ?all", ptr)).Problem!.Kind);
    }

    [Fact]
    public async Task Neither_the_own_record_nor_an_explanation_is_a_void_look_up()
    {
        Assert.Equal(0, (await SpfRun.CheckAsync(new StubResolver())).VoidLookupCount);
        Assert.Equal(0, (await SpfRun.WithAsync("v=spf1 -all exp=nowhere.example.org")).VoidLookupCount);
    }

    [Theory]
    [InlineData("include:nowhere.example.org", SpfProblemKind.IncludeWithoutRecord)]
    [InlineData("redirect=nowhere.example.org", SpfProblemKind.RedirectWithoutRecord)]
    public async Task The_record_that_a_term_names_is_a_void_look_up_where_it_finds_nothing(string term, SpfProblemKind problem)
    {
        // As the check of a record counts it (section 4.6.4: terms for which queries find nothing); what is told is the missing record.
        var result = await SpfRun.WithAsync($"v=spf1 a:n1.example.org a:n2.example.org {term}");
        Assert.Equal((3, problem), (result.VoidLookupCount, result.Problem!.Kind));
        var report = await new SpfRecordChecker(new StubResolver().Txt(SpfRun.Domain, $"v=spf1 a:n1.example.org a:n2.example.org {term}"), TimeProvider.System)
            .CheckAsync(SpfRun.Domain, null, new SpfRecordCheckOptions(), TestContext.Current.CancellationToken);
        Assert.Equal(3, report.VoidLookupCount);
        var other = await SpfRun.WithAsync($"v=spf1 {term}", new StubResolver().Txt("nowhere.example.org", "no record"));
        Assert.Equal((0, problem), (other.VoidLookupCount, other.Problem!.Kind)); // there are TXT records
    }

    [Theory]
    [InlineData(20, 19, false)]
    [InlineData(20, 20, true)]
    [InlineData(5, 5, true)]
    [InlineData(60, 59, false)]
    public async Task A_check_that_takes_too_long_is_a_temporary_error(int limit, int seconds, bool isTooLong)
    {
        var time = new ManualTime();
        var dns = new SlowResolver(new StubResolver().Txt(SpfRun.Domain, "v=spf1 a:slow.example.org ?all").A("slow.example.org", "198.51.100.1"), "slow.example.org");
        var check = SpfRun.CheckAsync(dns, options: new SpfCheckOptions { Timeout = TimeSpan.FromSeconds(limit) }, time: time);
        await dns.Asked.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        time.Advance(TimeSpan.FromSeconds(seconds));
        if (!isTooLong) dns.AnswerNow();
        var result = await check;
        Assert.Equal(isTooLong ? SpfResult.TempError : SpfResult.Neutral, result.Result);
        if (isTooLong) Assert.Equal((SpfProblemKind.TimeLimit, "a:slow.example.org", true), (result.Problem!.Kind, result.Problem.Term, result.Problem.IsTemporary));
    }

    [Fact]
    public async Task A_record_that_is_waited_for_too_long_is_one_too_and_an_explanation_is_not()
    {
        var time = new ManualTime();
        var record = new SlowResolver(new StubResolver(), SpfRun.Domain);
        var first = SpfRun.CheckAsync(record, time: time);
        await record.Asked;
        time.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal(SpfProblemKind.TimeLimit, (await first).Problem!.Kind);

        var explanation = new SlowResolver(new StubResolver().Txt(SpfRun.Domain, "v=spf1 -all exp=slow.example.org").Txt("slow.example.org", "why"), "slow.example.org");
        var second = SpfRun.CheckAsync(explanation, time: time);
        await explanation.Asked;
        time.Advance(TimeSpan.FromSeconds(20));
        var result = await second;
        Assert.Equal((SpfResult.Fail, null, null), (result.Result, result.Explanation, result.Problem));
    }

    [Fact]
    public async Task Who_cancels_gets_no_result()
    {
        using var stop = new CancellationTokenSource();
        var dns = new SlowResolver(new StubResolver(), SpfRun.Domain);
        var check = new SpfChecker(dns, TimeProvider.System).CheckAsync(new SpfSender(System.Net.IPAddress.Loopback, SpfRun.MailFrom, null), new SpfCheckOptions(), stop.Token);
        await dns.Asked;
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await check);
    }

    [Fact]
    public async Task Limits_out_of_range_are_refused()
    {
        foreach (var options in (SpfCheckOptions[])[new() { MaxVoidLookups = -1 }, new() { Timeout = TimeSpan.Zero }, new() { Timeout = TimeSpan.FromDays(1) }, new() { Concurrency = 0 }])
            await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => SpfRun.CheckAsync(new StubResolver(), options: options));
    }

    private static string Terms(int from, int to) => string.Join(' ', Enumerable.Range(from, Math.Max(0, to - from + 1)).Select(at => $"a:h{at}.example.org"));

    private static (SpfResult, int) Counted(SpfCheckResult result) => (result.Result, result.LookupCount);
}
