using SmtpAdmin.Core.Tests.Fakes;
using SmtpAdmin.Core.Tests.Spf.Support;
using SmtpAdmin.Spf;

namespace SmtpAdmin.Core.Tests.Spf.Checking;

/// <summary>RFC 7208 sections 7.2 to 7.4, with the examples of section 7.4: strong-bad@email.example.com from 192.0.2.3 and 2001:db8::cb01.</summary>
public sealed class SpfMacroExpansionTests
{
    [Theory]
    [InlineData("%{s}", "strong-bad@email.example.com")]
    [InlineData("%{o}", "email.example.com")]
    [InlineData("%{d}", "email.example.com")]
    [InlineData("%{d4}", "email.example.com")]
    [InlineData("%{d3}", "email.example.com")]
    [InlineData("%{d2}", "example.com")]
    [InlineData("%{d1}", "com")]
    [InlineData("%{dr}", "com.example.email")]
    [InlineData("%{d2r}", "example.email")]
    [InlineData("%{l}", "strong-bad")]
    [InlineData("%{l-}", "strong.bad")]
    [InlineData("%{lr}", "strong-bad")]
    [InlineData("%{lr-}", "bad.strong")]
    [InlineData("%{l1r-}", "strong")]
    [InlineData("%{ir}.%{v}._spf.%{d2}", "3.2.0.192.in-addr._spf.example.com")]
    [InlineData("%{lr-}.lp._spf.%{d2}", "bad.strong.lp._spf.example.com")]
    [InlineData("%{lr-}.lp.%{ir}.%{v}._spf.%{d2}", "bad.strong.lp.3.2.0.192.in-addr._spf.example.com")]
    [InlineData("%{ir}.%{v}.%{l1r-}.lp._spf.%{d2}", "3.2.0.192.in-addr.strong.lp._spf.example.com")]
    [InlineData("%{d2}.trusted-domains.example.net", "example.com.trusted-domains.example.net")]
    public async Task The_examples_of_the_RFC_for_IPv4(string macros, string expansion) => Assert.Equal(expansion, await SpfRun.ExpandAsync(macros));

    [Fact]
    public async Task The_example_of_the_RFC_for_IPv6() =>
        Assert.Equal(
            "1.0.B.C.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.B.D.0.1.0.0.2.ip6._spf.example.com",
            await SpfRun.ExpandAsync("%{ir}.%{v}._spf.%{d2}", SpfRun.IPv6),
            ignoreCase: true);

    [Theory]
    [InlineData("%{D2}", "example.com")] // nothing to escape
    [InlineData("%{S}.example.org", "strong-bad%40email.example.com.example.org")]
    [InlineData("%{O1R}", "email")]
    [InlineData("%{d2.-}", "example.com")]
    [InlineData("%{s@}.x", null)] // no delimiter
    [InlineData("%{s-}", "strong.bad@email.example.com")]
    [InlineData("%{s1-}", "bad@email.example.com")]
    [InlineData("%{s.-+,/_=r}", null)] // the transformer stands before the delimiters
    [InlineData("%{sr.-}", "com.example.bad@email.strong")]
    [InlineData("%{d999}", "email.example.com")]
    [InlineData("%{d4294967297}", "email.example.com")]
    [InlineData("%{i2}.x", "2.3.x")]
    [InlineData("%{v}.x", "in-addr.x")]
    [InlineData("%{h}.x", "unknown.x")]
    [InlineData("%{d}%{d}.%{d}", "email.example.comemail.example.com.email.example.com")]
    [InlineData("a%-b.%{d}", "a%20b.email.example.com")]
    public async Task Transformers_and_delimiters(string macros, string? expansion)
    {
        if (expansion is null) Assert.Equal(SpfResult.PermError, (await SpfRun.WithAsync($"v=spf1 exists:{macros} ?all")).Result);
        else Assert.Equal(expansion, await SpfRun.ExpandAsync(macros));
    }

    [Theory]
    [InlineData("%{l+}", "user.tag")]
    [InlineData("%{l1r+}", "user")]
    [InlineData("%{l=}", "user+tag")]
    [InlineData("%{l+=}", "user.tag")]
    public async Task A_local_part_can_be_split_at_its_plus(string macro, string expansion) =>
        Assert.Equal($"{expansion}.x", await SpfRun.ExpandAsync($"{macro}.x", mailFrom: "user+tag@email.example.com"));

    [Theory]
    [InlineData("%{l}", "")]
    [InlineData("%{lr=}", "c.b.a")]
    public async Task Other_delimiters_do_too(string macro, string expansion)
    {
        var mailFrom = expansion.Length == 0 ? "@email.example.com" : "a=b=c@email.example.com";
        Assert.Equal($"{(expansion.Length == 0 ? "postmaster" : expansion)}.x", await SpfRun.ExpandAsync($"{macro}.x", mailFrom: mailFrom));
    }

    [Fact]
    public async Task Upper_case_escapes_all_but_the_unreserved_of_RFC_3986() =>
        Assert.Equal("AZaz09-._~%21%23%24%25%26%27%2A%2B%2F%3D%3F%5E%60%7B%7C%7D.x", await SpfRun.ExpandAsync("%{L}.x", mailFrom: "AZaz09-._~!#$%&'*+/=?^`{|}@email.example.com"));

    [Fact]
    public async Task Macros_are_not_expanded_again() => Assert.Equal("%{d}.x", await SpfRun.ExpandAsync("%{l}.x", mailFrom: "%{d}@email.example.com"));

    [Fact]
    public async Task The_sender_s_domain_and_the_record_s_differ_in_what_is_included()
    {
        var dns = new StubResolver().Txt("other.example.org", "v=spf1 exists:%{d}.%{o}.%{h}.x -all").A("other.example.org.email.example.com.helo.example.com.x", "127.0.0.2");
        Assert.Equal(SpfResult.Pass, (await SpfRun.WithAsync("v=spf1 include:other.example.org -all", dns, helo: "helo.example.com")).Result);
    }

    [Fact]
    public async Task The_macros_of_the_null_sender_are_those_of_its_HELO_name()
    {
        var dns = new StubResolver().Txt("helo.example.com", "v=spf1 exists:%{s}.%{o}.%{d}.%{h}.x -all")
            .A("postmaster@helo.example.com.helo.example.com.helo.example.com.helo.example.com.x", "127.0.0.2");
        Assert.Equal(SpfResult.Pass, (await SpfRun.CheckAsync(dns, mailFrom: "", helo: "helo.example.com")).Result);
    }

    [Theory]
    [InlineData(253)]
    [InlineData(254)]
    [InlineData(300)]
    [InlineData(2000)]
    public async Task Of_a_name_that_is_too_long_labels_go_from_the_left_until_it_fits(int length)
    {
        const string end = ".d.example.org";
        var local = string.Join('.', Enumerable.Repeat("abcdefghi", 200))[..(length - end.Length)].TrimEnd('.');
        var dns = new StubResolver();
        await SpfRun.WithAsync($"v=spf1 exists:%{{l}}{end} -all", dns, mailFrom: $"{local}@email.example.com"[^Math.Min(SpfSender.MaxLength, local.Length + 18)..]);
        var asked = dns.Asked.Last();
        Assert.EndsWith(end, asked, StringComparison.Ordinal);
        Assert.InRange(asked.Length, 240, 253); // no label that would have fitted is gone
    }

    [Fact]
    public async Task A_label_that_is_too_long_is_not_cut_and_matches_nothing()
    {
        var dns = new StubResolver();
        var result = await SpfRun.WithAsync("v=spf1 -exists:%{l}%{l}.example.org ?all", dns, mailFrom: $"{new string('a', 32)}@email.example.com");
        Assert.Equal((SpfResult.Neutral, 1), (result.Result, dns.Questions));
    }
}
