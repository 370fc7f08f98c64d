using SmtpAdmin.Core.Tests.Fakes;
using SmtpAdmin.Core.Tests.Spf.Support;
using SmtpAdmin.Dns;
using SmtpAdmin.Spf;

namespace SmtpAdmin.Core.Tests.Spf.Checking;

/// <summary>RFC 7208 sections 5.5 and 7.2 (the macro p): names of the sender that lead back to it.</summary>
public sealed class SpfPtrTests
{
    [Theory]
    [InlineData("mx.email.example.com", "ptr", true)]
    [InlineData("email.example.com", "ptr", true)]
    [InlineData("MX.Email.Example.COM", "ptr", true)]
    [InlineData("xemail.example.com", "ptr", false)]
    [InlineData("example.com", "ptr", false)]
    [InlineData("mx.example.org", "ptr:example.org", true)]
    [InlineData("mx.example.org", "ptr:org", false)] // not a name with several labels: the term is wrong
    [InlineData("mx.example.org", "ptr:%{d1r}.org", false)]
    public async Task A_name_within_the_domain_matches(string name, string term, bool matches)
    {
        var dns = new StubResolver().Ptr(SpfRun.IPv4, name).A(name, SpfRun.IPv4);
        Assert.Equal(matches, (await SpfRun.WithAsync($"v=spf1 {term} -all", dns)).Passed);
    }

    [Theory]
    [InlineData(SpfRun.IPv4, true)]
    [InlineData("192.0.2.99", false)]
    public async Task But_only_if_it_leads_back(string leadsTo, bool matches)
    {
        var dns = new StubResolver().Ptr(SpfRun.IPv4, "mx.email.example.com").A("mx.email.example.com", leadsTo);
        Assert.Equal(matches, (await SpfRun.WithAsync("v=spf1 ptr -all", dns)).Passed);
    }

    [Fact]
    public async Task An_IPv6_sender_leads_back_by_AAAA_records()
    {
        var dns = new StubResolver().Ptr(SpfRun.IPv6, "mx.email.example.com").Aaaa("mx.email.example.com", SpfRun.IPv6);
        Assert.True((await SpfRun.WithAsync("v=spf1 ptr -all", dns, SpfRun.IPv6)).Passed);
    }

    [Theory]
    [ClassData(typeof(InconclusiveOutcomes))]
    public async Task A_failure_of_the_reverse_look_up_matches_nothing_and_ends_nothing(DnsOutcome outcome)
    {
        var dns = new StubResolver().Fails("3.2.0.192.in-addr.arpa", DnsType.PTR, outcome);
        var result = await SpfRun.WithAsync("v=spf1 -ptr ~all", dns);
        Assert.Equal((SpfResult.SoftFail, 0), (result.Result, result.VoidLookupCount));
    }

    [Fact]
    public async Task A_name_that_cannot_be_looked_up_is_passed_over()
    {
        var dns = new StubResolver().Ptr(SpfRun.IPv4, "bad.email.example.com", "good.email.example.com")
            .Fails("bad.email.example.com", DnsType.A, DnsOutcome.Timeout).A("good.email.example.com", SpfRun.IPv4);
        Assert.True((await SpfRun.WithAsync("v=spf1 ptr -all", dns)).Passed);
    }

    [Fact]
    public async Task Only_the_first_ten_names_count()
    {
        var names = Enumerable.Range(1, 12).Select(at => $"h{at}.example.org").ToArray();
        var dns = SpfRun.Hosts(12, SpfRun.IPv4).Ptr(SpfRun.IPv4, [.. names.Take(9), "tenth.email.example.com", "eleventh.email.example.net"])
            .A("tenth.email.example.com", SpfRun.IPv4).A("eleventh.email.example.net", SpfRun.IPv4);
        Assert.True((await SpfRun.WithAsync("v=spf1 ptr -all", dns)).Passed);
        var result = await SpfRun.WithAsync("v=spf1 ptr:email.example.net -all", dns);
        Assert.Equal((SpfResult.Fail, 1), (result.Result, result.LookupCount));
        Assert.DoesNotContain("eleventh.email.example.net", dns.Asked);
    }

    [Fact]
    public async Task The_macro_prefers_the_domain_then_a_name_within_it_then_any()
    {
        string[] names = ["mx.example.org", "sub.email.example.com", "email.example.com"];
        for (var count = 1; count <= 3; count++)
        {
            var dns = new StubResolver().Ptr(SpfRun.IPv4, names[..count]);
            foreach (var name in names) dns.A(name, SpfRun.IPv4);
            Assert.Equal($"{names[count - 1]}._spf.example.com", await SpfRun.ExpandAsync("%{p}._spf.%{d2}", dns: dns));
        }
    }

    [Fact]
    public async Task The_macro_is_unknown_without_a_name_that_leads_back()
    {
        Assert.Equal("unknown._spf.example.com", await SpfRun.ExpandAsync("%{p}._spf.%{d2}"));
        Assert.Equal("unknown.x.example", await SpfRun.ExpandAsync("%{p}.x.example", dns: new StubResolver().Ptr(SpfRun.IPv4, "mx.example.org").A("mx.example.org", "192.0.2.99")));
        Assert.Equal("unknown.x.example", await SpfRun.ExpandAsync("%{p}.x.example", dns: new StubResolver().Fails("3.2.0.192.in-addr.arpa", DnsType.PTR, DnsOutcome.ServFail)));
    }

    [Fact]
    public async Task The_macro_costs_one_of_the_ten_look_ups_once_for_the_whole_check()
    {
        var dns = new StubResolver().Ptr(SpfRun.IPv4, "mx.example.org").A("mx.example.org", SpfRun.IPv4).A("mx.example.org.x.example", "198.51.100.1").A("mx.example.org.y.example", "198.51.100.1");
        var once = await SpfRun.WithAsync("v=spf1 a:%{p}.x.example ?all", dns);
        Assert.Equal((SpfResult.Neutral, 2), (once.Result, once.LookupCount));
        var asked = dns.Questions;
        var twice = await SpfRun.WithAsync("v=spf1 a:%{p}.x.example a:%{P}.y.example ?all", dns);
        Assert.Equal((SpfResult.Neutral, 3, asked + 1), (twice.Result, twice.LookupCount, dns.Questions - asked));
    }

    [Fact]
    public async Task Names_that_are_not_there_count_as_void_for_each_term_though_they_are_asked_for_once()
    {
        var dns = new StubResolver();
        var result = await SpfRun.WithAsync("v=spf1 ptr ptr:example.org ptr ?all", dns);
        Assert.Equal((SpfResult.PermError, 3, 3, 2), (result.Result, result.LookupCount, result.VoidLookupCount, dns.Questions));
        Assert.Equal(SpfProblemKind.VoidLookupLimit, result.Problem!.Kind);
    }
}
