using SmtpAdmin.Core.Tests.Fakes;
using SmtpAdmin.Spf;

namespace SmtpAdmin.Core.Tests.Spf.Linting;

public sealed class SpfSyntaxRulesTests
{
    [Fact]
    public async Task Every_problem_is_told_with_its_place()
    {
        var report = await Lint.RecordAsync("v=spf1 ipv4:192.88.1.1 a:1.2.3.4 ip4:1.2.3.4/33 mx/99 foo -all");
        Assert.Equal(SpfRecordStatus.Fail, report.Status);
        var found = report.Findings.Where(finding => finding.Code == "SPF-SYNTAX").ToArray();
        Assert.Equal(5, found.Length);
        Assert.Equal(["8", "24", "34", "49", "55"], found.Select(finding => finding.Message.Split("At character ")[1].Split(':')[0]));
        Assert.All(found, finding => Assert.Equal(FindingSeverity.Error, finding.Severity));
        Assert.Equal(["ipv4:192.88.1.1", "a:1.2.3.4", "ip4:1.2.3.4/33", "mx/99", "foo", "-all"], report.Terms.Select(term => term.Term));
        Assert.Equal(5, report.Terms.Count(term => term.Status == SpfTermStatus.Error));
    }

    [Theory]
    [InlineData("ip4: 192.88.1.1", "Write 'ip4:192.88.1.1': no space belongs behind the ':'.")]
    [InlineData("ip4:  192.88.1.1", "Write 'ip4:192.88.1.1': no space belongs behind the ':'.")]
    [InlineData("include: a.example", "Write 'include:a.example': no space belongs behind the ':'.")]
    [InlineData("a :a.example", "Write 'a:a.example': no space belongs before the ':'.")]
    [InlineData("redirect= a.example", "Write 'redirect=a.example': no space belongs behind the '='.")]
    [InlineData("ip4:192.88.1.0 /24", "Write 'ip4:192.88.1.0/24': no space belongs before the '/'.")]
    public async Task A_stray_space_is_told_once(string terms, string remedy)
    {
        var report = await Lint.RecordAsync($"v=spf1 {terms} -all");
        Assert.Equal(remedy, Lint.Single(report, "SPF-STRAY-SPACE").Remedy);
        Assert.DoesNotContain("SPF-SYNTAX", Lint.Codes(report));
        Assert.Equal(SpfRecordStatus.Fail, report.Status);
    }

    [Fact]
    public async Task Terms_that_only_stand_side_by_side_are_not_joined() =>
        Assert.DoesNotContain("SPF-STRAY-SPACE", Lint.Codes(await Lint.RecordAsync("v=spf1 ip4: mx foo= a.example a: ip4:192.88.1.1 -all")));

    [Theory]
    [InlineData("ipv4:192.88.1.1", "ip4:192.88.1.1")]
    [InlineData("ip:192.88.1.0/24", "ip4:192.88.1.0/24")]
    [InlineData("192.88.1.1", "ip4:192.88.1.1")]
    [InlineData("-192.88.1.0/24", "-ip4:192.88.1.0/24")]
    [InlineData("2a00::1", "ip6:2a00::1")]
    [InlineData("a:1.2.3.4", "ip4:1.2.3.4")]
    [InlineData("ip4:2a00::/32", "ip6:2a00::/32")]
    [InlineData("ip6:1.2.3.4", "ip4:1.2.3.4")]
    [InlineData("inlcude:a.example", "include:a.example")]
    [InlineData("includes:a.example", "include:a.example")]
    [InlineData("redirect:a.example", "redirect=a.example")]
    [InlineData("exp:a.example", "exp=a.example")]
    [InlineData("ip4:192.88.1.1,", "ip4:192.88.1.1")]
    [InlineData("ip4:192.88.1.1;", "ip4:192.88.1.1")]
    [InlineData("include:a.example\"", "include:a.example")]
    [InlineData("-al", "-all")]
    [InlineData("~al", "~all")]
    [InlineData("-all.", "-all")]
    [InlineData("ip4::192.88.1.1", "ip4:192.88.1.1")]
    [InlineData("aaaa:a.example.com", "a:a.example.com")]
    public async Task What_is_meant_is_said(string term, string meant)
    {
        var report = await Lint.RecordAsync($"v=spf1 {term}");
        Assert.Equal($"Write '{meant}'.", Lint.Single(report, "SPF-SYNTAX").Remedy);
    }

    [Theory]
    [InlineData("include:a.exampleip4:192.88.1.1", "include:a.example ip4:192.88.1.1")]
    [InlineData("include:a.exampleinclude:b.example", "include:a.example include:b.example")]
    [InlineData("ip4:192.88.1.1ip4:192.88.1.2", "ip4:192.88.1.1 ip4:192.88.1.2")]
    [InlineData("ip4:192.88.1.1-all", "ip4:192.88.1.1 -all")]
    [InlineData("ip4:192.88.1.1~all", "ip4:192.88.1.1 ~all")]
    [InlineData("include:a.example-all", "include:a.example -all")]
    [InlineData("mx-all", "mx -all")]
    [InlineData("ip6:2a00::1ip6:2a00::2", "ip6:2a00::1 ip6:2a00::2")]
    [InlineData("include:a.exampleredirect=b.example", "include:a.example redirect=b.example")]
    [InlineData("exists:%{i}.a.exampleexp=b.example", "exists:%{i}.a.example exp=b.example")]
    public async Task Terms_without_a_space_between_them_are_told_apart(string term, string meant)
    {
        var report = await Lint.RecordAsync($"v=spf1 {term}");
        Assert.Equal(SpfRecordStatus.Fail, report.Status);
        Assert.StartsWith($"Write '{meant}';", Lint.Single(report, "SPF-MISSING-SPACE").Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("include:install.example")]
    [InlineData("include:mx.example")]
    [InlineData("a:mx-all.example")]
    [InlineData("exists:%{ir}.ip4.example")]
    [InlineData("a:ip4.example")]
    [InlineData("note=mx-all")]
    [InlineData("exists:%{l}.spf-%{d}")]
    public async Task Names_that_hold_the_names_of_mechanisms_are_left_alone(string term) =>
        Assert.DoesNotContain("SPF-MISSING-SPACE", Lint.Codes(await Lint.RecordAsync($"v=spf1 {term} -all")));

    [Fact]
    public async Task A_record_that_is_given_and_is_none_is_told_with_what_is_meant()
    {
        var slip = await Lint.GivenAsync("\"v=spf1 mx -all\"");
        Assert.Equal("Write 'v=spf1 mx -all'.", Lint.Single(slip, "SPF-NO-VERSION").Remedy);
        Assert.Equal(SpfRecordStatus.Fail, slip.Status);
        var other = await Lint.GivenAsync("mx -all", new StubResolver());
        Assert.Contains("'v=spf1 '", Lint.Single(other, "SPF-NO-VERSION").Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Capital_letters_and_many_spaces_are_fine() =>
        Assert.Empty((await Lint.RecordAsync("V=SPF1   IP4:192.88.1.1  -ALL ")).Findings);

    [Fact]
    public async Task A_modifier_that_stands_there_twice_is_told_and_shown_once()
    {
        var report = await Lint.RecordAsync("v=spf1 redirect=a.example redirect=b.example");
        Lint.Single(report, "SPF-SYNTAX");
        Assert.Equal(2, report.Terms.Count);
    }
}
