using SmtpAdmin.Core.Tests.Fakes;
using SmtpAdmin.Dns;
using SmtpAdmin.Spf;

namespace SmtpAdmin.Core.Tests.Spf.Linting;

/// <summary>What is to be said of single terms: addresses, hosts, modifiers, the last word, lengths.</summary>
public sealed class SpfTermRulesTests
{
    [Theory]
    [InlineData("ip4:9.9.9.9/24", "SPF-HOST-BITS", "'ip4:9.9.9.0/24'")]
    [InlineData("?ip6:2a00::1/32", "SPF-HOST-BITS", "'?ip6:2a00::/32'")]
    [InlineData("ip4:10.1.2.3", "SPF-SPECIAL-ADDRESS", "")]
    [InlineData("ip4:192.168.0.0/16", "SPF-SPECIAL-ADDRESS", "")]
    [InlineData("ip4:127.0.0.1", "SPF-SPECIAL-ADDRESS", "")]
    [InlineData("ip6:fd00::/64", "SPF-SPECIAL-ADDRESS", "")]
    [InlineData("a:private.example", "SPF-SPECIAL-ADDRESS", "private.example")]
    [InlineData("ip6:::ffff:9.9.9.9", "SPF-MAPPED", "'ip4:9.9.9.9'")]
    [InlineData("ip6:::ffff:9.9.9.0/120", "SPF-MAPPED", "'ip4:9.9.9.0/24'")]
    [InlineData("ip4:9.0.0.0/15", "SPF-WIDE-BLOCK", "")]
    [InlineData("ip6:2a00::/31", "SPF-WIDE-BLOCK", "")]
    [InlineData("a:host.example/8", "SPF-WIDE-BLOCK", "")]
    [InlineData("a:none.example", "SPF-NO-ADDRESS", "none.example")]
    [InlineData("mx:none.example", "SPF-NO-MX", "'mx:none.example'")]
    [InlineData("mx:null.example", "SPF-NULL-MX", "'mx:null.example'")]
    [InlineData("mx:bare.example", "SPF-NO-ADDRESS", "bare.example")]
    [InlineData("exists:none.example", "SPF-EXISTS-NEVER", "%{ir}")]
    [InlineData("ptr", "SPF-PTR", "'ptr'")]
    [InlineData("exists:%{p}.a.example", "SPF-MACRO-P", "%{ir}")]
    [InlineData("v=spf1", "SPF-VERSION-TWICE", "")]
    [InlineData("redirct=a.example", "SPF-MODIFIER-UNKNOWN", "'redirect=a.example'")]
    public async Task What_should_be_mended_warns(string term, string code, string remedy)
    {
        var report = await Lint.RecordAsync($"v=spf1 {term} -all", Dns());
        var finding = Lint.Single(report, code);
        Assert.Equal(FindingSeverity.Warning, finding.Severity);
        Assert.Contains(term[(term.IndexOf(':', StringComparison.Ordinal) + 1)..], finding.Message, StringComparison.Ordinal);
        Assert.Contains(remedy, finding.Remedy, StringComparison.Ordinal);
        Assert.NotEmpty(finding.Remedy);
        Assert.Equal(SpfRecordStatus.Warning, report.Status);
    }

    [Theory]
    [InlineData("+all", "SPF-PASS-ALL")]
    [InlineData("all", "SPF-PASS-ALL")]
    [InlineData("ip4:0.0.0.0/0", "SPF-PASS-ALL")]
    [InlineData("ip6:::/0", "SPF-PASS-ALL")]
    [InlineData("a:host.example/0", "SPF-PASS-ALL")]
    [InlineData("exists:host.example", "SPF-EXISTS-ALL")]
    [InlineData("ip4=9.9.9.9", "SPF-MODIFIER-MECHANISM")]
    [InlineData("include=a.example", "SPF-MODIFIER-MECHANISM")]
    public async Task What_does_harm_fails(string term, string code)
    {
        var report = await Lint.RecordAsync($"v=spf1 {term} -all", Dns());
        Assert.Equal(FindingSeverity.Error, Lint.Single(report, code).Severity);
        Assert.Equal(SpfRecordStatus.Fail, report.Status);
    }

    [Theory]
    [InlineData("ip4:0.0.0.0/1 ip4:128.0.0.0/1 -all")]
    [InlineData("-ip4:9.9.9.9 ip4:0.0.0.0/1 ip4:128.0.0.0/2 -all")]
    [InlineData("include:halves.example -all")]
    [InlineData("redirect=zero.example")]
    public async Task Blocks_that_come_to_every_address_fail_as_plus_all_does(string terms)
    {
        var dns = new StubResolver().Txt("halves.example", "v=spf1 ip4:0.0.0.0/1 ip4:128.0.0.0/1 -all").Txt("zero.example", "v=spf1 ip4:0.0.0.0/0 -all");
        var report = await Lint.RecordAsync($"v=spf1 {terms}", dns);
        Assert.Equal(FindingSeverity.Error, Lint.Single(report, "SPF-PASS-ALL").Severity);
        Assert.Equal(SpfRecordStatus.Fail, report.Status);
    }

    [Fact]
    public async Task A_quarter_of_all_addresses_warns() =>
        Assert.Equal(FindingSeverity.Warning, Lint.Single(await Lint.RecordAsync("v=spf1 ip4:64.0.0.0/2 -all"), "SPF-WIDE").Severity);

    [Fact]
    public async Task A_mechanism_typed_as_a_modifier_is_told_with_its_colon() =>
        Assert.Equal("Write 'ip4:9.9.9.0/24'.", Lint.Single(await Lint.RecordAsync("v=spf1 ip4=9.9.9.0/24 -all"), "SPF-MODIFIER-MECHANISM").Remedy);

    [Theory]
    [InlineData("foo=bar", "SPF-MODIFIER-UNKNOWN")]
    [InlineData("exists:%{ir}.a.example", "SPF-BY-SENDER")]
    [InlineData("a:%{d}", "SPF-BY-SENDER")]
    public async Task What_is_worth_knowing_is_a_note(string term, string code)
    {
        var report = await Lint.RecordAsync($"v=spf1 {term} -all", Dns());
        Assert.Equal(FindingSeverity.Information, Lint.Single(report, code).Severity);
        Assert.Equal(SpfRecordStatus.Pass, report.Status);
    }

    [Theory]
    [ClassData(typeof(InconclusiveOutcomes))]
    public async Task A_host_whose_look_up_fails_is_Unknown(DnsOutcome outcome)
    {
        var report = await Lint.RecordAsync("v=spf1 a:down.example ip4:9.9.9.9 -all", Dns().Fails("down.example", DnsType.AAAA, outcome));
        Assert.Equal(SpfRecordStatus.Unknown, report.Status);
        Assert.Equal(SpfTermStatus.Unknown, report.Terms[0].Status);
        Lint.Single(report, "SPF-TERM-UNKNOWN");
        Assert.DoesNotContain("SPF-NO-ADDRESS", Lint.Codes(report));
    }

    [Theory]
    [InlineData("v=spf1 ip4:9.9.9.9", "SPF-NO-ALL", "'v=spf1 ip4:9.9.9.9 -all'")]
    [InlineData("v=spf1", "SPF-NO-ALL", "'v=spf1 -all'")]
    [InlineData("v=spf1 ip4:9.9.9.9 ?all", "SPF-NEUTRAL-ALL", "'-all'")]
    [InlineData("v=spf1 redirect=neutral.example", "SPF-NEUTRAL-ALL", "'-all'")]
    [InlineData("v=spf1 redirect=open.example", "SPF-NO-ALL", "'-all'")]
    public async Task A_record_without_a_last_word_warns(string record, string code, string remedy)
    {
        var report = await Lint.RecordAsync(record, Dns().Txt("neutral.example", "v=spf1 ip4:9.9.9.9 ?all").Txt("open.example", "v=spf1 ip4:9.9.9.9"));
        Assert.Equal(SpfRecordStatus.Warning, report.Status);
        Assert.Contains(remedy, Lint.Single(report, code).Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_redirect_beside_all_warns() =>
        Assert.Contains("'include:a.example'", Lint.Single(await Lint.RecordAsync("v=spf1 redirect=a.example -all"), "SPF-REDIRECT-IGNORED").Remedy, StringComparison.Ordinal);

    [Theory]
    [InlineData("v=spf1 ~all", "v=DMARC1; p=reject", true)]
    [InlineData("v=spf1 ?all", "v=DMARC1;p=reject;", true)]
    [InlineData("v=spf1 ~all", "v=DMARC1; sp=none; p = Reject", true)]
    [InlineData("v=spf1 ~all", "v=DMARC1; p=none; sp=reject", false)]
    [InlineData("v=spf1 ~all", "v=DMARC1; p=quarantine", false)]
    [InlineData("v=spf1 ~all", "p=reject", false)]
    [InlineData("v=spf1 -all", "v=DMARC1; p=reject", false)]
    public async Task A_soft_last_word_beside_a_DMARC_policy_of_reject_is_a_note(string record, string dmarc, bool isTold)
    {
        var report = await Lint.RecordAsync(record, new StubResolver().Txt("_dmarc.example.com", dmarc));
        Assert.Equal(isTold, report.Findings.Any(finding => finding is { Code: "SPF-DMARC-REJECT", Severity: FindingSeverity.Information }));
    }

    [Fact]
    public async Task A_DMARC_policy_may_be_unknown_without_harm()
    {
        var report = await Lint.RecordAsync("v=spf1 ~all", new StubResolver().Fails("_dmarc.example.com", DnsType.TXT, DnsOutcome.Timeout));
        Assert.Equal(SpfRecordStatus.Pass, report.Status);
        Lint.Single(report, "SPF-DMARC-UNKNOWN");
    }

    [Theory]
    [InlineData("SPF-EXP-MISSING")]
    [InlineData("SPF-EXP-SEVERAL", "one", "two")]
    [InlineData("SPF-EXP-SYNTAX", "100% wrong")]
    [InlineData("SPF-EXP-SYNTAX", "caf\u00e9")]
    [InlineData(null, "See http://example.com/why?s=%{S};i=%{I}")]
    public async Task An_explanation_must_be_there_once_and_readable(string? code, params string[] texts)
    {
        var dns = new StubResolver();
        if (texts.Length > 0) dns.Txt("exp.example.com", texts);
        var codes = Lint.Codes(await Lint.RecordAsync("v=spf1 exp=exp.example.com -all", dns));
        Assert.Equal(code is null ? [] : [code], codes);
    }

    [Fact]
    public async Task An_explanation_of_an_include_does_not_matter_and_that_of_a_redirect_does()
    {
        var dns = new StubResolver().Txt("a.example", "v=spf1 ip4:9.9.9.9 exp=none.example -all");
        Assert.Empty((await Lint.RecordAsync("v=spf1 include:a.example -all", dns)).Findings);
        Assert.Equal(["SPF-EXP-MISSING"], Lint.Codes(await Lint.RecordAsync("v=spf1 redirect=a.example", dns)));
    }

    [Theory]
    [InlineData(450, false)]
    [InlineData(451, true)]
    public async Task A_record_over_450_octets_warns(int length, bool warns)
    {
        const string head = "v=spf1 exists:%{i}.";
        const string tail = ".example -all";
        var label = string.Join('.', Enumerable.Range(0, 20).Select(_ => new string('a', 60)))[..(length - head.Length - tail.Length)].TrimEnd('.');
        var record = $"{head}{label.PadRight(length - head.Length - tail.Length, 'b')}{tail}";
        var report = await Lint.GivenAsync(record);
        Assert.Equal(length, report.Length);
        Assert.Equal(warns, Lint.Codes(report).Contains("SPF-LENGTH"));
    }

    [Fact]
    public async Task An_answer_over_512_octets_warns_for_the_other_records_too()
    {
        var report = await Lint.PublishedAsync(new StubResolver().Txt(Lint.Domain, "v=spf1 -all", new string('t', 250), new string('u', 250)));
        Assert.True(report.AnswerLength > 512);
        Assert.Contains("2 beside SPF", Lint.Single(report, "SPF-ANSWER-LENGTH").Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_record_without_a_domain_says_what_could_not_be_looked_up()
    {
        var dns = new StubResolver();
        var report = await Lint.GivenAsync("v=spf1 a mx:bare.example ip4:9.9.9.9 -all", Dns());
        Lint.Single(report, "SPF-NO-DOMAIN");
        Assert.Null(report.Domain);
        Assert.Null(report.AnswerLength);
        Assert.Equal(2, report.LookupCount);
        Assert.Equal(0, dns.Questions);
    }

    [Fact]
    public async Task An_exchanger_without_an_address_is_told_beside_others_that_have_one()
    {
        var dns = new StubResolver().Mx("two.example", (10, "up.example"), (20, "gone.example")).A("up.example", "9.9.9.9");
        Assert.Contains("the mail exchanger gone.example of two.example", Lint.Single(await Lint.RecordAsync("v=spf1 mx:two.example -all", dns), "SPF-NO-ADDRESS").Message, StringComparison.Ordinal);
        dns = dns.Aaaa("gone.example", "2a00::1");
        Assert.DoesNotContain("SPF-NO-ADDRESS", Lint.Codes(await Lint.RecordAsync("v=spf1 mx:two.example -all", dns)));
    }

    private static StubResolver Dns() => new StubResolver()
        .A("host.example", "9.9.9.1").Aaaa("host.example", "2a00::1")
        .A("private.example", "192.168.1.1")
        .Mx("null.example", (0, "."))
        .Mx("bare.example", (10, "bare-host.example"));
}
