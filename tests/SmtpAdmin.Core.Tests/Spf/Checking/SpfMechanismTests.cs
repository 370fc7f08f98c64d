using SmtpAdmin.Core.Tests.Fakes;
using SmtpAdmin.Core.Tests.Spf.Support;
using SmtpAdmin.Dns;
using SmtpAdmin.Spf;

namespace SmtpAdmin.Core.Tests.Spf.Checking;

/// <summary>RFC 7208 sections 2.6, 4.6.2, 4.7 and 5, but for <c>include</c> and <c>ptr</c>.</summary>
public sealed class SpfMechanismTests
{
    [Theory]
    [InlineData("+all", SpfResult.Pass)]
    [InlineData("all", SpfResult.Pass)]
    [InlineData("-all", SpfResult.Fail)]
    [InlineData("~all", SpfResult.SoftFail)]
    [InlineData("?all", SpfResult.Neutral)]
    [InlineData("", SpfResult.Neutral)]
    [InlineData("-ip4:192.0.2.9", SpfResult.Neutral)] // section 4.7: as if '?all' stood at the end
    [InlineData("foo=bar", SpfResult.Neutral)]
    public async Task The_qualifier_of_what_matches_is_the_result(string terms, SpfResult result)
    {
        var checkedIt = await SpfRun.WithAsync($"v=spf1 {terms}");
        Assert.Equal((result, result == SpfResult.Pass), (checkedIt.Result, checkedIt.Passed));
        Assert.Equal(terms.EndsWith("all", StringComparison.Ordinal), checkedIt.MatchedMechanism == SpfMechanism.All);
    }

    [Theory]
    [InlineData("ip4:192.0.2.3 -all", SpfResult.Pass)]
    [InlineData("-ip4:192.0.2.0/24 ip4:192.0.2.3", SpfResult.Fail)]
    [InlineData("~ip4:192.0.2.3 -ip4:192.0.2.3", SpfResult.SoftFail)]
    [InlineData("-all ip4:192.0.2.3", SpfResult.Fail)] // section 5.1: what stands behind 'all' is never tried
    public async Task The_first_that_matches_decides(string terms, SpfResult result) => Assert.Equal(result, (await SpfRun.WithAsync($"v=spf1 {terms}")).Result);

    [Theory]
    [InlineData("ip4:192.0.2.3", SpfRun.IPv4, true)]
    [InlineData("ip4:192.0.2.3", "::ffff:192.0.2.3", true)] // section 5: an IPv4-mapped sender is an IPv4 sender
    [InlineData("ip4:0.0.0.0/0", SpfRun.IPv6, false)]
    [InlineData("ip6:::/0", SpfRun.IPv4, false)]
    [InlineData("ip6:::/0", "::ffff:192.0.2.3", false)]
    [InlineData("ip6:::ffff:192.0.2.3", SpfRun.IPv4, false)]
    [InlineData("ip6:::ffff:192.0.2.3", "::ffff:192.0.2.3", false)]
    [InlineData("ip6:2001:db8::/32", SpfRun.IPv6, true)]
    [InlineData("ip6:2001:db9::/32", SpfRun.IPv6, false)]
    public async Task Networks_are_of_the_sender_s_family(string term, string address, bool matches)
    {
        var dns = new StubResolver();
        var result = await SpfRun.WithAsync($"v=spf1 {term} -all", dns, address);
        Assert.Equal(matches ? SpfResult.Pass : SpfResult.Fail, result.Result);
        Assert.Equal((0, 1), (result.LookupCount, dns.Questions)); // section 4.6.4: they cost nothing
    }

    [Theory]
    [InlineData("a", SpfRun.IPv4, true)]
    [InlineData("a", SpfRun.IPv6, true)]
    [InlineData("a:other.example.org", SpfRun.IPv4, false)]
    [InlineData("a:other.example.org/24", SpfRun.IPv4, true)]
    [InlineData("a:other.example.org/32", SpfRun.IPv4, false)]
    [InlineData("a:other.example.org/0", "203.0.113.1", true)]
    [InlineData("a:other.example.org//64", SpfRun.IPv6, true)]
    [InlineData("a:other.example.org/0", SpfRun.IPv6, false)] // an IPv4 length says nothing of IPv6
    [InlineData("a:OTHER.Example.ORG.//64", SpfRun.IPv6, true)]
    [InlineData("a:mapped.example.org", SpfRun.IPv4, false)] // section 5: A records alone for an IPv4 sender
    [InlineData("a:two.example.org", SpfRun.IPv4, true)]
    [InlineData("mx", SpfRun.IPv4, true)]
    [InlineData("mx", SpfRun.IPv6, false)]
    [InlineData("mx//64", SpfRun.IPv6, true)]
    [InlineData("mx:other.example.org", SpfRun.IPv4, false)] // section 5.4: no implicit MX
    [InlineData("mx:null.example.org", SpfRun.IPv4, false)]
    [InlineData("exists:other.example.org", SpfRun.IPv6, true)] // section 5.7: an A record, whatever the sender's family
    [InlineData("exists:six.example.org", SpfRun.IPv6, false)]
    [InlineData("exists:alias.example.org", SpfRun.IPv4, true)]
    public async Task Hosts_match_by_their_addresses(string term, string address, bool matches)
    {
        var dns = new StubResolver()
            .A(SpfRun.Domain, SpfRun.IPv4).Aaaa(SpfRun.Domain, SpfRun.IPv6)
            .A("other.example.org", "192.0.2.99").Aaaa("other.example.org", "2001:db8::99")
            .Aaaa("mapped.example.org", "::ffff:192.0.2.3")
            .A("two.example.org", "198.51.100.1", SpfRun.IPv4)
            .Aaaa("six.example.org", SpfRun.IPv6)
            .Mx(SpfRun.Domain, (10, "nowhere.example.org"), (20, "mx.example.org")).A("mx.example.org", SpfRun.IPv4).Aaaa("mx.example.org", "2001:db8::99")
            .Aaaa("nowhere.example.org", "2001:db8:1::1").A("nowhere.example.org", "198.51.100.1")
            .Mx("null.example.org", (0, "."))
            .Alias("alias.example.org", DnsType.A, "other.example.org", new ARecord(DnsName.Parse("other.example.org"), TimeSpan.Zero, System.Net.IPAddress.Loopback));
        Assert.Equal(matches ? SpfResult.Pass : SpfResult.Fail, (await SpfRun.WithAsync($"v=spf1 {term} -all", dns, address)).Result);
    }

    [Theory]
    [InlineData("a:x.example.org", DnsType.A)]
    [InlineData("mx:x.example.org", DnsType.MX)]
    [InlineData("exists:x.example.org", DnsType.A)]
    public async Task A_look_up_that_fails_is_a_temporary_error_whatever_stands_behind(string term, DnsType type)
    {
        foreach (var outcome in Enum.GetValues<DnsOutcome>().Except([DnsOutcome.Answer, DnsOutcome.NoData, DnsOutcome.NxDomain]))
        {
            var result = await SpfRun.WithAsync($"v=spf1 -{term} ip4:192.0.2.3 -all", new StubResolver().Fails("x.example.org", type, outcome));
            Assert.Equal((SpfResult.TempError, SpfProblemKind.DnsFailure), (result.Result, result.Problem!.Kind));
            Assert.Equal((SpfRun.Domain, $"-{term}"), (result.Problem.Domain, result.Problem.Term));
        }
    }

    [Fact]
    public async Task So_is_one_of_a_mail_host_but_not_behind_the_one_that_matches()
    {
        var dns = new StubResolver().Mx("x.example.org", (10, "good.example.org"), (20, "bad.example.org"))
            .A("good.example.org", SpfRun.IPv4).Fails("bad.example.org", DnsType.A, DnsOutcome.Timeout);
        Assert.Equal(SpfResult.Pass, (await SpfRun.WithAsync("v=spf1 mx:x.example.org -all", dns)).Result);
        Assert.Equal(SpfResult.TempError, (await SpfRun.WithAsync("v=spf1 mx:x.example.org -all", dns, "203.0.113.1")).Result);
    }

    [Theory]
    [InlineData("ip4:192.0.2.3 a:x.example.org -all")]
    [InlineData("ip4:192.0.2.3 include:x.example.org -all")]
    public async Task What_is_not_reached_cannot_fail(string terms) =>
        Assert.Equal(SpfResult.Pass, (await SpfRun.WithAsync($"v=spf1 {terms}", new StubResolver().Fails("x.example.org", DnsType.A, DnsOutcome.ServFail).Fails("x.example.org", DnsType.TXT, DnsOutcome.ServFail))).Result);

    [Theory]
    [InlineData("a:%{l}.example.org", "a..b@email.example.com")] // section 4.8: an empty label is no name
    [InlineData("exists:%{l}.example.org", ".a@email.example.com")]
    [InlineData("mx:%{l}.example.org", "aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffgggg@email.example.com")]
    public async Task A_name_that_cannot_be_asked_for_matches_nothing(string term, string mailFrom)
    {
        var dns = new StubResolver();
        var result = await SpfRun.WithAsync($"v=spf1 -{term} ?all", dns, mailFrom: mailFrom);
        Assert.Equal((SpfResult.Neutral, 1, 0, 1), (result.Result, result.LookupCount, result.VoidLookupCount, dns.Questions));
    }
}
