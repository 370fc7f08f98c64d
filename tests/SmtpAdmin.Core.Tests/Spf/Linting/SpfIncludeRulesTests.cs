using SmtpAdmin.Core.Tests.Fakes;
using SmtpAdmin.Dns;
using SmtpAdmin.Spf;

namespace SmtpAdmin.Core.Tests.Spf.Linting;

public sealed class SpfIncludeRulesTests
{
    private const string Sound = "v=spf1 ip4:9.9.9.9 -all";

    [Theory]
    [InlineData("include:a.example", "SPF-INCLUDE-NONE", "RFC 7208 section 5.2")]
    [InlineData("redirect=a.example", "SPF-REDIRECT-NONE", "RFC 7208 section 6.1")]
    public async Task A_record_that_nobody_publishes_fails(string term, string code, string reference)
    {
        var gone = await Lint.RecordAsync($"v=spf1 {term}");
        Assert.Equal(SpfRecordStatus.Fail, gone.Status);
        var finding = Lint.Single(gone, code);
        Assert.Contains("does not exist", finding.Message, StringComparison.Ordinal);
        Assert.Equal(reference, finding.Reference);
        Assert.Equal(SpfTermStatus.Error, gone.Terms[0].Status);

        var empty = await Lint.RecordAsync($"v=spf1 {term}", new StubResolver().Txt("a.example", "token"));
        Assert.Contains("publishes no SPF record", Lint.Single(empty, code).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_record_deep_below_is_told_with_the_way_to_it()
    {
        var dns = new StubResolver().Txt("a.example", "v=spf1 include:b.example -all").Txt("b.example", "v=spf1 include:none.example -all");
        var finding = Lint.Single(await Lint.RecordAsync("v=spf1 include:a.example -all", dns), "SPF-INCLUDE-NONE");
        Assert.StartsWith("'include:none.example' in example.com > a.example > b.example:", finding.Message, StringComparison.Ordinal);
        Assert.Contains("Ask who runs b.example", finding.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Several_records_fail()
    {
        var report = await Lint.RecordAsync("v=spf1 include:a.example -all", new StubResolver().Txt("a.example", Sound, "v=spf1 -all"));
        Assert.Equal(SpfRecordStatus.Fail, report.Status);
        Assert.Contains("publishes 2 SPF records", Lint.Single(report, "SPF-INCLUDE-SEVERAL").Message, StringComparison.Ordinal);
    }

    [Theory]
    [ClassData(typeof(InconclusiveOutcomes))]
    public async Task A_failed_look_up_is_Unknown_unless_something_definite_is_wrong(DnsOutcome outcome)
    {
        var dns = new StubResolver().Fails("a.example", DnsType.TXT, outcome);
        var report = await Lint.RecordAsync("v=spf1 include:a.example -all", dns);
        Assert.Equal(SpfRecordStatus.Unknown, report.Status);
        Assert.False(report.Passed);
        Lint.Single(report, "SPF-INCLUDE-UNKNOWN");
        Assert.Equal(SpfTermStatus.Unknown, report.Terms[0].Status);

        var wrong = await Lint.RecordAsync("v=spf1 include:a.example include:none.example -all", dns);
        Assert.Equal(SpfRecordStatus.Fail, wrong.Status);
    }

    [Fact]
    public async Task A_record_that_includes_itself_fails()
    {
        var report = await Lint.RecordAsync("v=spf1 include:example.com -all");
        Assert.Equal(SpfRecordStatus.Fail, report.Status);
        Lint.Single(report, "SPF-INCLUDE-SELF");
    }

    [Fact]
    public async Task A_loop_fails()
    {
        var dns = new StubResolver().Txt("a.example", "v=spf1 include:b.example -all").Txt("b.example", "v=spf1 redirect=a.example");
        var report = await Lint.RecordAsync("v=spf1 include:a.example -all", dns);
        Assert.Equal(SpfRecordStatus.Fail, report.Status);
        Assert.Contains("leads back to a.example", Lint.Single(report, "SPF-REDIRECT-LOOP").Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_fault_in_an_included_record_fails()
    {
        var report = await Lint.RecordAsync("v=spf1 include:a.example -all", new StubResolver().Txt("a.example", "v=spf1 ipv4:9.9.9.9 foo -all"));
        Assert.Equal(SpfRecordStatus.Fail, report.Status);
        var finding = Lint.Single(report, "SPF-INCLUDE-SYNTAX");
        Assert.Contains("2 faults", finding.Message, StringComparison.Ordinal);
        Assert.Contains("ipv4:9.9.9.9", finding.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("v=spf1 +all")]
    [InlineData("v=spf1 -ip4:9.9.9.9 all")]
    [InlineData("v=spf1 ip4:0.0.0.0/0 -all")]
    [InlineData("v=spf1 redirect=open.example")]
    [InlineData("v=spf1 include:open.example -all")]
    public async Task An_include_of_what_passes_everybody_fails(string included)
    {
        var dns = new StubResolver().Txt("a.example", included).Txt("open.example", "v=spf1 +all");
        var report = await Lint.RecordAsync("v=spf1 include:a.example -all", dns);
        Assert.Equal(SpfRecordStatus.Fail, report.Status);
        Assert.Contains(report.Findings, finding => finding.Code == "SPF-INCLUDE-PASSES-ALL" && finding.Message.Contains("'include:a.example'", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("v=spf1 ?all", true)]
    [InlineData("v=spf1", true)]
    [InlineData("v=spf1 -ip4:9.9.9.9 ?all", true)]
    [InlineData("v=spf1 redirect=none2.example", true)]
    [InlineData("v=spf1 exists:%{i}.a.example -all", false)]
    [InlineData("v=spf1 ptr -all", false)]
    [InlineData("v=spf1 a:down.example -all", false)]
    [InlineData("v=spf1 include:%{d2}.a.example -all", false)]
    [InlineData("v=spf1 ip4:9.9.9.9 ?all", false)]
    public async Task An_include_that_matches_nobody_warns(string included, bool isEmpty)
    {
        var dns = new StubResolver().Txt("a.example", included).Txt("none2.example", "v=spf1 -all").Fails("down.example", DnsType.A, DnsOutcome.Timeout);
        var codes = Lint.Codes(await Lint.RecordAsync("v=spf1 include:a.example -all", dns));
        Assert.Equal(isEmpty, codes.Contains("SPF-INCLUDE-EMPTY"));
    }

    [Fact]
    public async Task A_name_of_one_label_cannot_be_asked_for()
    {
        var report = await Lint.RecordAsync($"v=spf1 include:{new string('a', 64)}.example -all");
        Lint.Single(report, "SPF-INCLUDE-BAD-NAME");
        Assert.Equal(SpfRecordStatus.Fail, report.Status);
    }

    [Fact]
    public async Task A_record_for_each_sender_is_a_note()
    {
        var report = await Lint.RecordAsync("v=spf1 include:%{ir}.a.example -all");
        Assert.Equal(SpfRecordStatus.Pass, report.Status);
        Assert.Contains("Test-SpfSender", Lint.Single(report, "SPF-BY-SENDER").Remedy, StringComparison.Ordinal);
        Assert.Equal(SpfTermStatus.BySender, report.Terms[0].Status);
    }

    [Fact]
    public async Task A_record_at_two_places_costs_twice()
    {
        var dns = new StubResolver().Txt("a.example", "v=spf1 include:c.example -all").Txt("b.example", "v=spf1 include:c.example -all").Txt("c.example", Sound);
        var report = await Lint.RecordAsync("v=spf1 include:a.example include:b.example -all", dns);
        Assert.Equal(4, report.LookupCount);
        Assert.Contains("at 2 places", Lint.Single(report, "SPF-INCLUDE-TWICE").Message, StringComparison.Ordinal);
    }
}
