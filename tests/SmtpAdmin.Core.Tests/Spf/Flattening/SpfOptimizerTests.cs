using SmtpAdmin.Core.Tests.Fakes;
using SmtpAdmin.Dns;
using SmtpAdmin.Spf;

namespace SmtpAdmin.Core.Tests.Spf.Flattening;

public sealed class SpfOptimizerTests
{
    private static readonly SpfOptimizeOptions Everything = new() { Flatten = ["*"] };
    private readonly StubResolver _dns = new();

    [Theory]
    [InlineData("v=spf1 ip4:192.0.2.0/25 -all", "ip4:192.0.2.0/25")]
    [InlineData("v=spf1 ip4:192.0.2.0/25 ip4:192.0.2.128/25 -all", "ip4:192.0.2.0/24")] // what touches becomes one
    [InlineData("v=spf1 -ip4:192.0.2.0/26 ip4:192.0.2.0/25 -all", "ip4:192.0.2.64/26")] // only a pass of the other record matches
    [InlineData("v=spf1 ~ip4:192.0.2.0/26 ?ip4:192.0.2.64/26 ip4:192.0.2.0/24 -all", "ip4:192.0.2.128/25")]
    [InlineData("v=spf1 ip4:192.0.2.0/26 -ip4:192.0.2.0/25 ip4:192.0.2.0/24 -all", "ip4:192.0.2.0/26 ip4:192.0.2.128/25")]
    [InlineData("v=spf1 a mx/30 ?all", "ip4:192.0.2.10 ip4:192.0.2.20/30 ip6:2001:db8::a")] // in its own domain
    [InlineData("v=spf1 a:mail.test/24//64 -all", "ip4:198.51.100.0/24 ip6:2001:db8:1::/64")]
    [InlineData("v=spf1 redirect=other.test", "ip4:203.0.113.0/24")]
    [InlineData("v=spf1 include:other.test ip4:203.0.113.7 -all", "ip4:203.0.113.0/24")]
    [InlineData("v=spf1 include:other.test exp=why.test", "ip4:203.0.113.0/24")] // whose explanation never counts
    [InlineData("v=spf1 -include:other.test +all", "+all")]
    public async Task An_include_becomes_the_addresses_that_the_other_record_passes(string child, string terms)
    {
        _dns.Txt("example.test", "v=spf1 include:child.test -all").Txt("child.test", child).Txt("other.test", "v=spf1 ip4:203.0.113.0/24 -all")
            .A("child.test", "192.0.2.10").Aaaa("child.test", "2001:db8::a").Mx("child.test", (10, "mx.test")).A("mx.test", "192.0.2.22")
            .A("mail.test", "198.51.100.5").Aaaa("mail.test", "2001:db8:1::5").Txt("why.test", "No.");
        var result = await OptimizeAsync(Everything);
        if (terms == "+all") terms = string.Join(' ', Rest());
        Assert.Equal(SpfOptimizationStatus.Optimized, result.Status);
        Assert.Equal($"v=spf1 {terms} -all", Assert.Single(result.Records).Value);
        Assert.Equal(0, result.LookupCountAfter);

        static IEnumerable<string> Rest()
        {
            var all = SpfAddressSets.Everything();
            all.Remove(SpfAddressRange.Of(SpfNetwork.OfTerm(System.Net.IPAddress.Parse("203.0.113.0"), 24)));
            return all.Networks.Select(network => $"{(network.IsIPv6 ? "ip6" : "ip4")}:{network}");
        }
    }

    [Theory]
    [InlineData("v=spf1 ?include:a.test ~include:b.test -all", "v=spf1 ?ip4:192.0.2.0/24 ~ip4:198.51.100.0/24 -all")]
    [InlineData("v=spf1 -include:a.test ip4:192.0.2.7 ip4:192.0.3.7 -all", "v=spf1 -ip4:192.0.2.0/24 ip4:192.0.3.7 -all")] // what can never match goes
    [InlineData("v=spf1 ip4:192.0.2.7 -include:a.test ip4:192.0.0.0/16 ~all", "v=spf1 ip4:192.0.2.7 -ip4:192.0.2.0/24 ip4:192.0.0.0/16 ~all")]
    [InlineData("v=spf1 include:b.test exists:%{i}.x.test include:a.test -all", "v=spf1 ip4:198.51.100.0/24 exists:%{i}.x.test ip4:192.0.2.0/24 -all")]
    [InlineData("v=spf1 include:a.test ptr exp=why.test thing=%{d} -all", "v=spf1 ip4:192.0.2.0/24 ptr -all exp=why.test thing=%{d}")]
    [InlineData("v=spf1 include:a.test -all include:gone.test", "v=spf1 ip4:192.0.2.0/24 -all")]
    [InlineData("v=spf1 include:a.test -all redirect=gone.test", "v=spf1 ip4:192.0.2.0/24 -all")]
    [InlineData("v=spf1 include:a.test", "v=spf1 ip4:192.0.2.0/24")]
    [InlineData("v=spf1 -include:a.test -all", "v=spf1 -all")]
    [InlineData("v=spf1 include:a.test redirect=c.test", "v=spf1 ip4:192.0.2.0/24 -ip4:203.0.113.0/24 ip4:203.0.0.0/16 ~all")]
    [InlineData("v=spf1 include:a.test redirect=why.c.test", "v=spf1 ip4:192.0.2.0/24 redirect=why.c.test")]
    [InlineData("v=spf1 include:a.test exp=why.test redirect=c.test", "v=spf1 ip4:192.0.2.0/24 redirect=c.test exp=why.test")]
    [InlineData("v=spf1 include:a.test redirect=m.test", "v=spf1 ip4:192.0.2.0/24 redirect=m.test")]
    [InlineData("v=spf1 ~include:open.test -all", "v=spf1 ~ip4:192.0.2.0/24 ~include:m.test ~ip4:203.0.113.9 -all")] // the include within stays in its own right
    [InlineData("v=spf1 include:a.test include:carved.test -all", "v=spf1 ip4:192.0.2.0/24 include:carved.test -all")]
    [InlineData("v=spf1 include:a.test include:%{d2}.x.test -all", "v=spf1 ip4:192.0.2.0/24 include:%{d2}.x.test -all")]
    [InlineData("V=SPF1 INCLUDE:A.TEST IP4:192.0.3.0/24 -ALL", "v=spf1 ip4:192.0.2.0/23 -all")]
    public async Task Order_qualifiers_and_what_cannot_be_listed_keep_their_meaning(string record, string wanted)
    {
        _dns.Txt("example.test", record).Txt("a.test", "v=spf1 ip4:192.0.2.0/24 -all").Txt("b.test", "v=spf1 ip4:198.51.100.0/24 ~all")
            .Txt("c.test", "v=spf1 -ip4:203.0.113.0/24 ip4:203.0.0.0/16 ~all").Txt("why.c.test", "v=spf1 ip4:203.0.113.0/24 -all exp=why.test")
            .Txt("m.test", "v=spf1 exists:%{i}.%{d} -all").Txt("open.test", "v=spf1 ip4:192.0.2.0/24 include:m.test -ip4:192.0.0.0/16 ip4:203.0.113.9 -all")
            .Txt("carved.test", "v=spf1 -ip4:192.0.2.0/24 include:m.test -all").Txt("why.test", "No.");
        var result = await OptimizeAsync(Everything);
        Assert.Equal(wanted, result.Records[0].Value);
    }

    [Fact]
    public async Task No_more_is_replaced_than_the_look_ups_need()
    {
        _dns.Txt("example.test", "v=spf1 mx include:small.test include:large.test ip4:10.1.0.0/16 -all").Mx("example.test", (1, "mx.test")).A("mx.test", "192.0.2.1")
            .Txt("small.test", "v=spf1 ip4:192.0.2.0/24 -all").Txt("large.test", "v=spf1 include:l1.test include:l2.test -all")
            .Txt("l1.test", "v=spf1 ip4:10.0.0.0/16 -all").Txt("l2.test", "v=spf1 ip4:10.4.0.0/16 -all");
        Assert.Equal(SpfOptimizationStatus.Unchanged, (await OptimizeAsync(new SpfOptimizeOptions { MaxLookups = 5 })).Status);
        var two = await OptimizeAsync(new SpfOptimizeOptions { MaxLookups = 2 });
        Assert.Equal("v=spf1 mx include:small.test ip4:10.0.0.0/15 ip4:10.4.0.0/16 -all", two.Records[0].Value);
        Assert.Equal((5, 2), (two.LookupCountBefore, two.LookupCountAfter));
        Assert.Equal(["mx", "include:small.test"], two.Kept.Select(term => term.Term));
        Assert.All(two.Kept, term => Assert.Equal(SpfKeptReason.NotNeeded, term.Reason));
        var replaced = Assert.Single(two.Replaced);
        Assert.Equal(("include:large.test", "example.test", 3, 3600L), (replaced.Term, replaced.Domain, replaced.LookupCount, replaced.ShortestTtlSeconds!.Value));
        Assert.Equal(["large.test TXT", "l1.test TXT", "l2.test TXT"], replaced.Answers.Select(answer => answer.ToString()));
        Assert.Equal(["include:large.test", "include:l1.test"], replaced.Answers[1].Path);
        Assert.Equal(["\"v=spf1 ip4:10.0.0.0/16 -all\""], replaced.Answers[1].Data);

        var one = await OptimizeAsync(new SpfOptimizeOptions { MaxLookups = 1 });
        Assert.Equal(["mx"], one.Kept.Select(term => term.Term)); // what the domain has itself goes last
        var keep = await OptimizeAsync(new SpfOptimizeOptions { MaxLookups = 1, Keep = ["small*"] });
        Assert.Equal("v=spf1 ip4:192.0.2.1 include:small.test ip4:10.0.0.0/15 ip4:10.4.0.0/16 -all", keep.Records[0].Value);
        Assert.Equal(SpfKeptReason.Asked, Assert.Single(keep.Kept).Reason);
    }

    [Theory]
    [InlineData("exists:%{i}.x.test", SpfKeptReason.Exists)]
    [InlineData("ptr", SpfKeptReason.Ptr)]
    [InlineData("a:%{d2}", SpfKeptReason.Macro)]
    [InlineData("include:%{l}.x.test", SpfKeptReason.Macro)]
    [InlineData("include:m.test", SpfKeptReason.Within)]
    [InlineData("redirect=m.test", SpfKeptReason.Within)]
    [InlineData("redirect=why.test", SpfKeptReason.Explanation)]
    [InlineData("a:plain.test", SpfKeptReason.NotNeeded)]
    [InlineData("redirect=plain.test", SpfKeptReason.NotNeeded)]
    public async Task What_stands_in_the_way_is_told_wherever_something_does(string term, SpfKeptReason reason)
    {
        _dns.Txt("example.test", $"v=spf1 {term}").Txt("m.test", "v=spf1 ip4:192.0.2.1 a:%{i}.test -all").Txt("why.test", "v=spf1 -all exp=x.test").Txt("plain.test", "v=spf1 -all");
        var kept = Assert.Single((await OptimizeAsync(new SpfOptimizeOptions())).Kept);
        Assert.Equal((term, reason), (kept.Term, kept.Reason));
        if (reason == SpfKeptReason.Within) Assert.Equal("'a:%{i}.test' in m.test cannot be replaced, because of its macro.", kept.Why);
    }

    [Fact]
    public async Task Keeping_a_record_within_an_include_keeps_it_in_its_own_right()
    {
        _dns.Txt("example.test", "v=spf1 include:all.test -all").Txt("all.test", "v=spf1 ip4:192.0.2.0/24 include:a.test include:b.test -all")
            .Txt("a.test", "v=spf1 ip4:198.51.100.0/24 -all").Txt("b.test", "v=spf1 ip4:203.0.113.0/24 -all");
        var result = await OptimizeAsync(Everything with { Keep = ["b.test"] });
        Assert.Equal(SpfKeptReason.Asked, Assert.Single(result.Kept).Reason);
        Assert.Equal("v=spf1 ip4:192.0.2.0/24 ip4:198.51.100.0/24 include:b.test -all", result.Records[0].Value);
        Assert.Equal(("all.test", 1), (Assert.Single(result.Kept).Domain, result.LookupCountAfter));
    }

    [Fact]
    public async Task A_long_record_is_split_with_the_qualifiers_of_its_parts()
    {
        var own = string.Join(' ', Enumerable.Range(0, 20).Select(number => $"-ip4:10.0.{number * 2}.0/24"));
        _dns.Txt("example.test", $"v=spf1 {own} include:a.test ~all").Txt("a.test", $"v=spf1 {own.Replace("-", "", StringComparison.Ordinal).Replace("10.0", "10.1", StringComparison.Ordinal)} -all");
        var result = await OptimizeAsync(Everything with { MaxLength = 200 });
        Assert.Equal("v=spf1 -include:_spf1.example.test -include:_spf2.example.test include:_spf3.example.test include:_spf4.example.test ~all", result.Records[0].Value);
        Assert.Equal(["example.test", "_spf1.example.test", "_spf2.example.test", "_spf3.example.test", "_spf4.example.test"], result.Records.Select(record => record.Name));
        Assert.All(result.Records, record => Assert.InRange(record.Value.Length, 1, 200));
        Assert.All(result.Records.Skip(1), record => Assert.EndsWith(" -all", record.Value, StringComparison.Ordinal));
        Assert.Equal(4, result.LookupCountAfter);
        Assert.Contains(result.Findings, finding => finding.Code == "SPF-PUBLISH-ORDER");
    }

    [Fact]
    public async Task Room_that_is_left_saves_a_record()
    {
        _dns.Txt("example.test", $"v=spf1 {string.Join(' ', Enumerable.Range(0, 13).Select(number => $"ip4:10.0.{number * 2}.0/24"))} -all");
        var result = await OptimizeAsync(new SpfOptimizeOptions { MaxLength = 200 });
        Assert.Equal((SpfOptimizationStatus.Optimized, 2, 0, 1), (result.Status, result.Records.Count, result.LookupCountBefore, result.LookupCountAfter));
        Assert.StartsWith("v=spf1 ip4:10.0.0.0/24 ip4:10.0.2.0/24 ", result.Records[0].Value, StringComparison.Ordinal);
        Assert.EndsWith(" include:_spf1.example.test -all", result.Records[0].Value, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_that_the_record_uses_already_gets_no_other_meaning()
    {
        _dns.Txt("example.test", "v=spf1 include:_spf1.example.test include:a.test -all").Txt("_spf1.example.test", "v=spf1 exists:%{i}.x.test -all")
            .Txt("a.test", $"v=spf1 {string.Join(' ', Enumerable.Range(0, 12).Select(number => $"ip4:10.0.{number * 2}.0/24"))} -all");
        var result = await OptimizeAsync(Everything with { MaxLength = 220 });
        Assert.Equal("_spf2.example.test", result.Records[1].Name);
        Assert.Contains("include:_spf1.example.test", result.Records[0].Value, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_where_something_stands_already_is_passed_over()
    {
        _dns.Txt("example.test", $"v=spf1 {string.Join(' ', Enumerable.Range(0, 30).Select(number => $"ip4:10.0.{number * 2}.0/24"))} -all")
            .Txt("_spf1.example.test", "v=spf1 ip4:192.0.2.0/24 -all").Alias("_spf2.example.test", DnsType.TXT, "elsewhere.test")
            .Fails("_spf3.example.test", DnsType.TXT, DnsOutcome.ServFail).Txt("_spf4.example.test", "some token");
        var options = new SpfOptimizeOptions { MaxLength = 200 };
        var result = await OptimizeAsync(options);
        Assert.Equal(["example.test", "_spf4.example.test", "_spf5.example.test"], result.Records.Select(record => record.Name));
        Assert.All(result.Records, record => Assert.InRange(record.Value.Length, 1, 200));
        foreach (var part in result.Records.Skip(1)) _dns.Txt(part.Name, part.Value);
        Assert.Equal(result.Records.Select(record => record.ZoneLine), (await OptimizeAsync(options)).Records.Select(record => record.ZoneLine)); // its own are known again
    }

    [Fact]
    public async Task A_time_to_live_counts_aliases_and_what_is_not_there()
    {
        var name = DnsName.Parse("host.test");
        _dns.Txt("example.test", "v=spf1 include:a.test -all").Txt("a.test", "v=spf1 a:www.test -all")
            .Alias("www.test", DnsType.A, "host.test", new ARecord(name, TimeSpan.FromSeconds(60), System.Net.IPAddress.Parse("192.0.2.1")));
        var result = await OptimizeAsync(Everything);
        Assert.Equal(60, result.ShortestTtlSeconds);
        Assert.Null(result.Replaced[0].Answers.Single(answer => answer.Type == DnsType.AAAA).TtlSeconds);
    }

    [Fact]
    public async Task What_matches_nobody_or_everybody_is_told()
    {
        _dns.Txt("example.test", "v=spf1 include:none.test include:all.test ~all").Txt("none.test", "v=spf1 a:gone.test -all").Txt("all.test", "v=spf1 +all");
        var result = await OptimizeAsync(Everything with { Keep = ["typo.test"] });
        Assert.Equal("v=spf1 ip4:0.0.0.0/0 ip6:::/0 ~all", result.Records[0].Value);
        Assert.Equal(["SPF-NO-SUCH-TERM", "SPF-INCLUDE-EMPTY", "SPF-INCLUDE-PASSES-ALL", "SPF-INCLUDE-PASSES-ALL", "SPF-FLATTENED"], result.Findings.Select(finding => finding.Code));
        Assert.Equal((1, 0), (result.VoidLookupCountBefore, result.VoidLookupCountAfter));
    }

    [Fact]
    public async Task The_whole_answer_is_measured()
    {
        _dns.Txt("example.test", "v=spf1 include:a.test -all", new string('x', 250), new string('y', 230)).Txt("a.test", "v=spf1 ip4:192.0.2.1 -all");
        Assert.Contains((await OptimizeAsync(Everything)).Findings, finding => finding.Code == "SPF-ANSWER-LENGTH");
    }

    [Fact]
    public async Task The_whole_answer_is_measured_with_what_is_published_beside_a_record_that_is_given()
    {
        _dns.Txt("example.test", "v=spf1 ip4:192.0.2.1 -all", new string('x', 250), new string('y', 230)).Txt("a.test", "v=spf1 ip4:192.0.2.1 -all");
        var result = await OptimizeAsync(Everything with { Record = SpfRecord.Parse("v=spf1 include:a.test -all"), Compare = true });
        Assert.Contains(result.Findings, finding => finding.Code == "SPF-ANSWER-LENGTH");
    }

    [Fact]
    public async Task Who_is_kept_out_is_not_told_as_everybody_let_in()
    {
        _dns.Txt("example.test", "v=spf1 -include:all.test ~all").Txt("all.test", "v=spf1 +all");
        Assert.DoesNotContain((await OptimizeAsync(Everything)).Findings, finding => finding.Code.EndsWith("PASSES-ALL", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_the_macro_p_costs_counts_once()
    {
        _dns.Txt("example.test", "v=spf1 exists:%{p}.a.test exists:%{p}.b.test include:c.test -all").Txt("c.test", "v=spf1 ip4:192.0.2.1 -all");
        var result = await OptimizeAsync(Everything);
        Assert.Equal((4, 3), (result.LookupCountBefore, result.LookupCountAfter));
        Assert.Equal([2, 1], result.Kept.Select(kept => kept.LookupCount));
    }

    private Task<SpfOptimization> OptimizeAsync(SpfOptimizeOptions options) =>
        new SpfOptimizer(_dns, TimeProvider.System).OptimizeAsync(DnsName.Parse("example.test"), options, TestContext.Current.CancellationToken);
}
