using SmtpAdmin.Core.Tests.Fakes;
using SmtpAdmin.Core.Tests.Spf.Support;
using SmtpAdmin.Dns;
using SmtpAdmin.Spf;

namespace SmtpAdmin.Core.Tests.Spf.Checking;

/// <summary>RFC 7208 sections 5.2 and 6.1: records of other domains.</summary>
public sealed class SpfIncludeTests
{
    [Theory]
    [InlineData("v=spf1 ip4:192.0.2.3 -all", SpfResult.SoftFail)] // matches, and the qualifier of the include decides
    [InlineData("v=spf1 -all", SpfResult.Neutral)]
    [InlineData("v=spf1 ~all", SpfResult.Neutral)]
    [InlineData("v=spf1 ?all", SpfResult.Neutral)]
    [InlineData("v=spf1", SpfResult.Neutral)]
    [InlineData("v=spf1 foo", SpfResult.PermError)]
    [InlineData("hello", SpfResult.PermError)]
    public async Task The_table_of_section_5_2_holds(string record, SpfResult result)
    {
        var dns = new StubResolver().Txt("other.example.org", record);
        Assert.Equal(result, (await SpfRun.WithAsync("v=spf1 ~include:other.example.org ?all", dns)).Result);
    }

    [Fact]
    public async Task What_cannot_be_looked_up_is_a_temporary_error_and_what_is_not_there_a_permanent_one()
    {
        var failing = new StubResolver().Fails("other.example.org", DnsType.TXT, DnsOutcome.ServFail);
        Assert.Equal(SpfResult.TempError, (await SpfRun.WithAsync("v=spf1 include:other.example.org ?all", failing)).Result);
        var missing = await SpfRun.WithAsync("v=spf1 include:other.example.org ?all");
        Assert.Equal((SpfResult.PermError, SpfProblemKind.IncludeWithoutRecord, 1), (missing.Result, missing.Problem!.Kind, missing.VoidLookupCount));
        Assert.Equal(SpfResult.PermError, (await SpfRun.WithAsync("v=spf1 include:other.example.org ?all", new StubResolver().Txt("other.example.org", "v=spf1", "v=spf1"))).Result);
    }

    [Fact]
    public async Task The_included_record_is_worked_on_in_its_own_name()
    {
        var dns = new StubResolver().Txt("other.example.org", "v=spf1 a exists:%{d}.of.%{o} -all").A("other.example.org", SpfRun.IPv4).A("other.example.org.of.email.example.com", "127.0.0.2");
        var by = await SpfRun.WithAsync("v=spf1 include:other.example.org -all", dns);
        Assert.Equal("include:other.example.org in email.example.com, by a in other.example.org", by.MatchedDirective!.ToString());
        Assert.Equal("exists:%{d}.of.%{o}", (await SpfRun.WithAsync("v=spf1 include:other.example.org -all", dns, "203.0.113.1")).MatchedDirective!.Inner!.Text);
    }

    [Fact]
    public async Task A_redirect_within_an_include_belongs_to_the_include()
    {
        var dns = new StubResolver().Txt("other.example.org", "v=spf1 redirect=third.example.org").Txt("third.example.org", "v=spf1 ip4:192.0.2.3 -all");
        Assert.Equal(SpfResult.Pass, (await SpfRun.WithAsync("v=spf1 include:other.example.org ?all", dns)).Result);
        Assert.Equal(SpfResult.Neutral, (await SpfRun.WithAsync("v=spf1 include:other.example.org ?all", dns, "203.0.113.1")).Result);
    }

    [Theory]
    [InlineData("v=spf1 ip4:192.0.2.3 -all", SpfResult.Pass)]
    [InlineData("v=spf1 -all", SpfResult.Fail)]
    [InlineData("v=spf1 ~all", SpfResult.SoftFail)]
    [InlineData("v=spf1", SpfResult.Neutral)]
    [InlineData("v=spf1 foo", SpfResult.PermError)]
    [InlineData("hello", SpfResult.PermError)]
    public async Task A_redirect_gives_what_the_other_record_gives(string record, SpfResult result) =>
        Assert.Equal(result, (await SpfRun.WithAsync("v=spf1 a:%{d}x.example redirect=_spf.%{d2}", new StubResolver().Txt("_spf.example.com", record))).Result);

    [Fact]
    public async Task A_redirect_counts_behind_all_directives_wherever_it_stands_and_not_at_all_beside_all()
    {
        var dns = new StubResolver().Txt("other.example.org", "v=spf1 -all");
        Assert.Equal(SpfResult.Pass, (await SpfRun.WithAsync("v=spf1 redirect=other.example.org ip4:192.0.2.3", dns)).Result);
        Assert.Equal(SpfResult.Fail, (await SpfRun.WithAsync("v=spf1 redirect=other.example.org ip4:192.0.2.9", dns)).Result);
        var beside = await SpfRun.WithAsync("v=spf1 redirect=nowhere.example.org ?all", dns);
        Assert.Equal((SpfResult.Neutral, 0), (beside.Result, beside.LookupCount));
    }

    [Theory]
    [InlineData("redirect=nowhere.example.org")]
    [InlineData("redirect=%{l}..example.org")]
    [InlineData("redirect=%{d1}")] // one label
    public async Task A_redirect_to_nothing_is_a_permanent_error(string term)
    {
        var result = await SpfRun.WithAsync($"v=spf1 {term}");
        Assert.Equal((SpfResult.PermError, SpfProblemKind.RedirectWithoutRecord), (result.Result, result.Problem!.Kind));
    }

    [Fact]
    public async Task A_redirect_that_cannot_be_looked_up_is_a_temporary_error() =>
        Assert.Equal(SpfResult.TempError, (await SpfRun.WithAsync("v=spf1 redirect=x.example", new StubResolver().Fails("x.example", DnsType.TXT, DnsOutcome.Refused))).Result);

    [Theory]
    [InlineData("v=spf1 include:email.example.com -all")]
    [InlineData("v=spf1 redirect=email.example.com")]
    [InlineData("v=spf1 include:%{d} -all")]
    [InlineData("v=spf1 include:loop.example.org -all")]
    [InlineData("v=spf1 redirect=loop.example.org")]
    public async Task Loops_end_at_the_limit_of_ten(string record)
    {
        var result = await SpfRun.WithAsync(record, new StubResolver().Txt("loop.example.org", "v=spf1 redirect=email.example.com"));
        Assert.Equal((SpfResult.PermError, SpfProblemKind.LookupLimit, 11), (result.Result, result.Problem!.Kind, result.LookupCount));
    }
}
