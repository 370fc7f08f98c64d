using SmtpAdmin.Core.Tests.Fakes;
using SmtpAdmin.Dns;
using SmtpAdmin.Spf;

namespace SmtpAdmin.Core.Tests.Spf.Walking;

public sealed class SpfWalkerTests
{
    [Fact]
    public async Task What_stands_behind_all_is_not_looked_up()
    {
        var dns = new StubResolver();
        var walked = await WalkAsync("v=spf1 -all a:x.example include:y.example redirect=z.example", dns);
        Assert.Equal(0, dns.Questions);
        Assert.Equal([false, true, true, true], walked.Terms.Select(term => term.IsIgnored));
        Assert.Equal((0, 0, 0), (walked.LookupCount, walked.VoidLookupCount4, walked.VoidLookupCount6));
    }

    [Fact]
    public async Task What_is_about_a_domain_that_is_not_known_is_not_looked_up()
    {
        var dns = new StubResolver().A("x.example", "9.9.9.9");
        var walked = await new SpfWalker(new SpfLookups(dns, TimeProvider.System), new SpfWalkOptions()).WalkAsync(SpfRecord.Parse("v=spf1 a mx ptr a:x.example -all"), TestContext.Current.CancellationToken);
        Assert.Equal(4, walked.LookupCount);
        Assert.Equal(["x.example", "x.example"], dns.Asked);
    }

    [Fact]
    public async Task Each_family_has_void_look_ups_of_its_own()
    {
        var dns = new StubResolver().A("four.example", "9.9.9.9").Aaaa("six.example", "2a00::1").Mx("mx.example", (10, "four.example"), (20, "six.example"));
        var walked = await WalkAsync("v=spf1 a:four.example a:six.example mx:mx.example a:none.example include:none.example -all", dns);
        Assert.Equal([(0, 1), (1, 0), (1, 1), (1, 1), (1, 1), (0, 0)], walked.Terms.Select(term => (term.VoidLookupCount4, term.VoidLookupCount6)));
        Assert.Equal((4, 4), (walked.VoidLookupCount4, walked.VoidLookupCount6));
    }

    [Fact]
    public async Task A_time_limit_that_is_over_makes_the_rest_unknown()
    {
        using var over = new CancellationTokenSource();
        await over.CancelAsync();
        var walker = new SpfWalker(new SpfLookups(new StubResolver().Txt("y.example", "v=spf1 -all"), TimeProvider.System), new SpfWalkOptions { TimeLimit = over.Token });
        var walked = await walker.WalkAsync(SpfRecord.Parse("v=spf1 include:y.example -all"), TestContext.Current.CancellationToken);
        Assert.Equal(SpfWalkStatus.Unknown, walked.Terms[0].Record!.Status);
        Assert.Equal(DnsOutcome.Timeout, walked.Terms[0].Record!.Answer!.Outcome);
    }

    [Theory]
    [InlineData("v=spf1 exists:%{p}.a.test exists:%{i}.b.test exists:%{p}.c.test -all", new[] { 2, 1, 1, 0 })]
    [InlineData("v=spf1 ptr exists:%{p}.a.test -all", new[] { 1, 1, 0 })]
    [InlineData("v=spf1 redirect=%{p}.a.test a:%{p}.b.test", new[] { 1, 2 })]
    [InlineData("v=spf1 include:in.test include:%{p}.a.test -all", new[] { 3, 1, 0 })]
    public async Task The_first_use_of_the_macro_p_costs_a_look_up_more_as_in_a_check(string record, int[] costs)
    {
        var dns = new StubResolver().Txt("in.test", "v=spf1 mx:%{p} -all").Ptr("192.0.2.1", "unknown.test");
        var walked = await WalkAsync(record, dns);
        Assert.Equal(costs, walked.Terms.Select(term => term.LookupCount));
        Assert.Equal(costs.Sum(), walked.LookupCount);
    }

    private static Task<SpfWalkedRecord> WalkAsync(string record, StubResolver dns)
    {
        Assert.True(SpfDomain.TryRead("example.com", out var domain));
        return new SpfWalker(new SpfLookups(dns, TimeProvider.System), new SpfWalkOptions()).WalkAsync(domain, SpfRecord.Parse(record), TestContext.Current.CancellationToken);
    }
}
