using System.Text;
using SmtpAdmin.Core.Tests.Fakes;
using SmtpAdmin.Core.Tests.Spf.Support;
using SmtpAdmin.Dns;
using SmtpAdmin.Spf;

namespace SmtpAdmin.Core.Tests.Spf.Checking;

/// <summary>RFC 7208 section 6.2: what a domain has to say to those whose mail fails.</summary>
public sealed class SpfExplanationTests
{
    private const string Record = "v=spf1 exp=why.%{d} -all";
    private const string Source = "why.email.example.com";

    [Fact]
    public async Task A_failure_is_explained_with_the_macros_filled_in_and_the_source_named()
    {
        var dns = new StubResolver().Txt(Source, "See http://%{d}/why.html?s=%{S}&i=%{I}");
        var result = await SpfRun.WithAsync(Record, dns);
        Assert.Equal(("See http://email.example.com/why.html?s=strong-bad%40email.example.com&i=192.0.2.3", Source), (result.Explanation, result.ExplanationSource));
    }

    [Theory]
    [InlineData("v=spf1 exp=why.%{d} ~all")]
    [InlineData("v=spf1 exp=why.%{d} ?all")]
    [InlineData("v=spf1 exp=why.%{d} +all")]
    [InlineData("v=spf1 exp=why.%{d}")]
    [InlineData("v=spf1 exp=why.%{d} -all foo")]
    public async Task What_is_no_failure_is_not(string record)
    {
        var dns = new StubResolver().Txt(Source, "why");
        Assert.Null((await SpfRun.WithAsync(record, dns)).Explanation);
        Assert.DoesNotContain(Source, dns.Asked);
    }

    [Theory]
    [InlineData("caf\u00e9")]
    [InlineData("tab\tbed")]
    [InlineData("\u001b[31mred")]
    [InlineData("50% off")]
    [InlineData("%{x}")]
    [InlineData("%{d")]
    public async Task What_is_not_plain_ASCII_or_wrong_explains_nothing_and_the_failure_stays(string text)
    {
        var result = await SpfRun.WithAsync(Record, new StubResolver().Txt(Source, text));
        Assert.Equal((SpfResult.Fail, null, null), (result.Result, result.Explanation, result.ExplanationSource));
        Assert.Null(result.Problem);
    }

    [Fact]
    public async Task Nor_does_what_becomes_so_by_its_macros()
    {
        var dns = new StubResolver().Txt(Source, "%{l} may not").Txt("plain.email.example.com", "%{L} may not");
        Assert.Null((await SpfRun.WithAsync(Record, dns, mailFrom: "bj\u00f6rn@email.example.com")).Explanation);
        Assert.Equal("bj%C3%B6rn may not", (await SpfRun.WithAsync("v=spf1 exp=plain.%{d} -all", dns, mailFrom: "bj\u00f6rn@email.example.com")).Explanation);
    }

    [Fact]
    public async Task Nor_several_records_or_none_or_a_failure()
    {
        Assert.Null((await SpfRun.WithAsync(Record, new StubResolver().Txt(Source, "one", "two"))).Explanation);
        foreach (var outcome in Enum.GetValues<DnsOutcome>().Except([DnsOutcome.Answer]))
        {
            var result = await SpfRun.WithAsync(Record, new StubResolver().Fails(Source, DnsType.TXT, outcome));
            Assert.Equal((SpfResult.Fail, null, 0, 0), (result.Result, result.Explanation, result.LookupCount, result.VoidLookupCount));
        }
    }

    [Fact]
    public async Task Strings_are_joined_without_a_space_and_spaces_stay()
    {
        var name = DnsName.Parse(Source);
        var text = new TxtRecord(name, TimeSpan.Zero, [Encoding.ASCII.GetBytes(" you may"), Encoding.ASCII.GetBytes("not  "), Encoding.ASCII.GetBytes("%_%%")]);
        var result = await SpfRun.WithAsync(Record, new StubResolver().Put(new DnsAnswer { Name = name, Type = DnsType.TXT, Outcome = DnsOutcome.Answer, Records = [text] }));
        Assert.Equal(" you maynot   %", result.Explanation);
    }

    [Fact]
    public async Task Of_an_include_nothing_is_explained_but_of_the_domain_itself()
    {
        var dns = new StubResolver().Txt("other.example.org", "v=spf1 ip4:192.0.2.3 -all exp=theirs.example.org").Txt("theirs.example.org", "theirs").Txt(Source, "ours");
        Assert.Equal("ours", (await SpfRun.WithAsync("v=spf1 -include:other.example.org exp=why.%{d}", dns)).Explanation);
        Assert.Equal("ours", (await SpfRun.WithAsync("v=spf1 include:other.example.org -all exp=why.%{d}", dns, "203.0.113.1")).Explanation);
        Assert.Null((await SpfRun.WithAsync("v=spf1 include:other.example.org -all", dns, "203.0.113.1")).Explanation);
        Assert.DoesNotContain("theirs.example.org", dns.Asked);
    }

    [Fact]
    public async Task Of_a_redirect_the_other_record_s_explanation_counts_in_the_other_s_name_and_never_this_one_s()
    {
        var dns = new StubResolver().Txt("other.example.org", "v=spf1 -all exp=why.%{d}").Txt("why.other.example.org", "%{d} of %{o}").Txt("silent.example.org", "v=spf1 -all").Txt(Source, "ours");
        var result = await SpfRun.WithAsync("v=spf1 redirect=other.example.org exp=why.%{d}", dns);
        Assert.Equal(("other.example.org of email.example.com", "why.other.example.org"), (result.Explanation, result.ExplanationSource));
        Assert.Null((await SpfRun.WithAsync("v=spf1 redirect=silent.example.org exp=why.%{d}", dns)).Explanation);
    }

    [Fact]
    public async Task Three_letters_stand_there_alone()
    {
        var time = new SmtpAdmin.Core.Tests.Dns.ManualTime();
        var dns = new StubResolver().Txt(SpfRun.Domain, Record).Txt(Source, "%{c} at %{t} by %{r}, HELO %{h}");
        var options = new SpfCheckOptions { Receiver = "mx.example.net" };
        var known = await SpfRun.CheckAsync(dns, SpfRun.IPv6, helo: "mail.example.com", options: options, time: time);
        Assert.Equal($"2001:db8::cb01 at {time.GetUtcNow().ToUnixTimeSeconds()} by mx.example.net, HELO mail.example.com", known.Explanation);
        Assert.EndsWith("by unknown, HELO unknown", (await SpfRun.CheckAsync(dns)).Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_costs_no_look_up_of_the_ten_even_by_the_macro_p()
    {
        var dns = SpfRun.Hosts(10).Ptr(SpfRun.IPv4, "mx.example.org").A("mx.example.org", SpfRun.IPv4).Txt(Source, "Hello %{p}");
        var result = await SpfRun.WithAsync($"v=spf1 {string.Join(' ', Enumerable.Range(1, 10).Select(at => $"a:h{at}.example.org"))} -all exp=why.%{{d}}", dns);
        Assert.Equal(("Hello mx.example.org", 10), (result.Explanation, result.LookupCount));
    }

    [Fact]
    public async Task A_text_past_any_reply_s_length_explains_nothing()
    {
        var dns = new StubResolver().Txt(Source, string.Concat(Enumerable.Repeat("%{s}", 16_000)));
        Assert.Null((await SpfRun.WithAsync(Record, dns)).Explanation);
    }
}
