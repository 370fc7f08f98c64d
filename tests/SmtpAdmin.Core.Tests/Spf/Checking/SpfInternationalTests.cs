using SmtpAdmin.Core.Tests.Fakes;
using SmtpAdmin.Core.Tests.Spf.Support;
using SmtpAdmin.Dns;
using SmtpAdmin.Spf;

namespace SmtpAdmin.Core.Tests.Spf.Checking;

/// <summary>RFC 8616 section 4 and RFC 7208 section 4.3: what is not ASCII.</summary>
public sealed class SpfInternationalTests
{
    private const string Sender = "bj\u00f6rn@email.example.com";

    [Theory]
    [InlineData("exists:%{l}.x.example.org")]
    [InlineData("exists:%{s}")]
    [InlineData("exists:%{L1R}.x.example.org")]
    [InlineData("include:%{l}.x.example.org")]
    [InlineData("a:%{l}.x.example.org")]
    [InlineData("mx:%{S}.x.example.org")]
    [InlineData("ptr:%{l}.example.org")]
    public async Task A_term_with_a_local_part_outside_ASCII_matches_nothing_and_asks_nothing(string term)
    {
        var dns = new StubResolver();
        var result = await SpfRun.WithAsync($"v=spf1 -{term} ~all", dns, mailFrom: Sender);
        Assert.Equal((SpfResult.SoftFail, 1), (result.Result, dns.Questions));
    }

    [Fact]
    public async Task Neither_does_a_redirect_and_an_explanation_by_such_a_name_is_none()
    {
        var dns = new StubResolver();
        Assert.Equal(SpfResult.Neutral, (await SpfRun.WithAsync("v=spf1 redirect=%{l}.x.example.org", dns, mailFrom: Sender)).Result);
        Assert.Equal((SpfResult.Fail, null), Of(await SpfRun.WithAsync("v=spf1 -all exp=%{l}.x.example.org", dns, mailFrom: Sender)));
        Assert.Equal([SpfRun.Domain, SpfRun.Domain], dns.Asked);

        static (SpfResult, string?) Of(SpfCheckResult result) => (result.Result, result.Explanation);
    }

    [Fact]
    public async Task Other_macros_work_for_such_a_sender() =>
        Assert.Equal("192.0.2.3.email.example.com", await SpfRun.ExpandAsync("%{i}.%{o}", mailFrom: Sender));

    [Theory]
    [InlineData("a@b\u00fccher.example")]
    [InlineData("a@B\u00dcCHER.example")]
    [InlineData("a@xn--bcher-kva.example")]
    public async Task A_domain_is_looked_up_and_expanded_as_A_labels(string mailFrom)
    {
        var dns = new StubResolver().Txt("xn--bcher-kva.example", "v=spf1 exists:%{d}.%{o}.x -all").A("xn--bcher-kva.example.xn--bcher-kva.example.x", "127.0.0.2");
        Assert.Equal(SpfResult.Pass, (await SpfRun.CheckAsync(dns, mailFrom: mailFrom)).Result);
    }

    [Fact]
    public async Task So_is_a_HELO_name()
    {
        var dns = new StubResolver().Txt("xn--bcher-kva.example", "v=spf1 exists:%{h}.x -all").A("xn--bcher-kva.example.x", "127.0.0.2");
        Assert.Equal(SpfResult.Pass, (await SpfRun.CheckAsync(dns, mailFrom: "", helo: "b\u00fccher.example")).Result);
    }

    [Theory]
    [InlineData("v=spf1 include:b\u00fccher.example -all")]
    [InlineData("v=spf1 a:\u00e4.example -all")]
    [InlineData("v=spf1 redirect=b\u00fccher.example")]
    public async Task A_record_has_A_labels_only(string record) => Assert.Equal(SpfResult.PermError, (await SpfRun.WithAsync(record)).Result);
}
