using SmtpAdmin.Core.Tests.Fakes;
using SmtpAdmin.Dns;
using SmtpAdmin.Spf;

namespace SmtpAdmin.Core.Tests.Spf.Linting;

public sealed class SpfPublishingRulesTests
{
    [Fact]
    public async Task A_sound_record_passes_without_a_word()
    {
        var report = await Lint.RecordAsync("v=spf1 ip4:192.88.1.0/24 -all");
        Assert.Equal(SpfRecordStatus.Pass, report.Status);
        Assert.True(report.Passed);
        Assert.Empty(report.Findings);
        Assert.Equal((0, 0, 29), (report.LookupCount, report.VoidLookupCount, report.Length));
        Assert.Equal("v=spf1 ip4:192.88.1.0/24 -all", report.Record);
    }

    [Fact]
    public async Task No_record_is_None_with_one_to_publish()
    {
        var report = await Lint.PublishedAsync(new StubResolver().Txt(Lint.Domain, "some token"));
        Assert.Equal(SpfRecordStatus.None, report.Status);
        Assert.False(report.Passed);
        var finding = Lint.Single(report, "SPF-NONE");
        Assert.Contains("publishes no SPF record", finding.Message, StringComparison.Ordinal);
        Assert.Contains("example.com. IN TXT \"v=spf1 mx -all\"", finding.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_domain_that_does_not_exist_is_None()
    {
        var report = await Lint.PublishedAsync(new StubResolver());
        Assert.Equal(SpfRecordStatus.None, report.Status);
        Assert.Contains("does not exist", Lint.Single(report, "SPF-NONE").Message, StringComparison.Ordinal);
    }

    [Theory]
    [ClassData(typeof(InconclusiveOutcomes))]
    public async Task A_look_up_that_fails_is_Unknown_and_never_None(DnsOutcome outcome)
    {
        var report = await Lint.PublishedAsync(new StubResolver().Fails(Lint.Domain, DnsType.TXT, outcome));
        Assert.Equal(SpfRecordStatus.Unknown, report.Status);
        Assert.Null(report.AnswerLength);
        Assert.Contains(outcome.ToString(), Lint.Single(report, "SPF-UNKNOWN").Message, StringComparison.Ordinal);
        Assert.DoesNotContain("SPF-NONE", Lint.Codes(report));
    }

    [Fact]
    public async Task What_is_no_record_either_is_not_told_to_be_published()
    {
        var report = await Lint.PublishedAsync(new StubResolver().Txt(Lint.Domain, "v=spf10 ip4:192.88.1.300"));
        Assert.DoesNotContain(report.Findings, finding => finding.Remedy.Contains("192.88.1.300", StringComparison.Ordinal));
        Assert.Contains("correct", Lint.Single(report, "SPF-LOOKALIKE").Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_record_that_cannot_be_shown_to_its_end_is_not_told_to_be_published()
    {
        var records = Enumerable.Range(0, 100).Select(number => $"v=spf1 ip4:192.88.1.{number} -all").ToArray();
        Assert.DoesNotContain("IN TXT", Lint.Single(await Lint.PublishedAsync(new StubResolver().Txt(Lint.Domain, records)), "SPF-SEVERAL").Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Several_records_fail_with_one_that_has_the_terms_of_all()
    {
        var report = await Lint.PublishedAsync(new StubResolver().Txt(Lint.Domain, "v=spf1 ip4:192.88.1.1 ~all", "v=spf1 ip4:192.88.1.1 mx -all"));
        Assert.Equal(SpfRecordStatus.Fail, report.Status);
        Assert.Null(report.Record);
        Assert.Equal(2, report.OtherRecords.Count);
        Assert.Contains("IN TXT \"v=spf1 ip4:192.88.1.1 mx ~all\"", Lint.Single(report, "SPF-SEVERAL").Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_that_no_mail_can_be_sent_from_is_told()
    {
        var report = await Lint.PublishedAsync(new StubResolver(), "localhost");
        Assert.Equal(SpfRecordStatus.Fail, report.Status);
        Lint.Single(report, "SPF-BAD-DOMAIN");
    }

    [Fact]
    public async Task A_record_of_the_old_type_is_told_with_its_text()
    {
        var same = await Lint.RecordAsync("v=spf1 -all", new StubResolver().Type99(Lint.Domain, "v=spf1 -all"));
        Assert.Equal(SpfRecordStatus.Warning, same.Status);
        Assert.DoesNotContain("another", Lint.Single(same, "SPF-TYPE99").Message, StringComparison.Ordinal);
        Assert.Contains("v=spf1 -all", same.OtherRecords);

        var other = await Lint.RecordAsync("v=spf1 -all", new StubResolver().Type99(Lint.Domain, "v=spf1 mx -all"));
        Assert.Contains("another", Lint.Single(other, "SPF-TYPE99").Message, StringComparison.Ordinal);

        var alone = await Lint.PublishedAsync(new StubResolver().Type99(Lint.Domain, "v=spf1 mx -all"));
        Assert.Equal(SpfRecordStatus.None, alone.Status);
        Assert.Contains("IN TXT \"v=spf1 mx -all\"", Lint.Single(alone, "SPF-NONE").Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whether_there_is_a_record_of_the_old_type_may_be_unknown_without_harm()
    {
        var report = await Lint.RecordAsync("v=spf1 -all", new StubResolver().Fails(Lint.Domain, DnsType.SPF, DnsOutcome.ServerError));
        Assert.Equal(SpfRecordStatus.Pass, report.Status);
        Lint.Single(report, "SPF-TYPE99-UNKNOWN");
    }

    [Fact]
    public async Task A_slip_beside_no_record_is_told_with_the_record_that_is_meant()
    {
        var report = await Lint.PublishedAsync(new StubResolver().Txt(Lint.Domain, "v=spf10 mx -all"));
        Assert.Equal(SpfRecordStatus.None, report.Status);
        Lint.Single(report, "SPF-LOOKALIKE");
        Assert.Contains("example.com. IN TXT \"v=spf1 mx -all\"", Lint.Single(report, "SPF-NONE").Remedy, StringComparison.Ordinal);
        Assert.Equal(["v=spf10 mx -all"], report.OtherRecords);
    }

    [Fact]
    public async Task A_slip_beside_a_record_warns()
    {
        var report = await Lint.PublishedAsync(new StubResolver().Txt(Lint.Domain, "v=spf1 -all", "v=spf1; mx -all"));
        Assert.Equal(SpfRecordStatus.Warning, report.Status);
        Assert.StartsWith("Remove", Lint.Single(report, "SPF-LOOKALIKE").Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_record_of_Sender_ID_is_a_note()
    {
        var report = await Lint.PublishedAsync(new StubResolver().Txt(Lint.Domain, "v=spf1 -all", "spf2.0/pra -all", "v=spf2.0/pra -all"));
        Assert.Equal(SpfRecordStatus.Pass, report.Status);
        Assert.Equal(2, report.Findings.Count(finding => finding is { Code: "SPF-SENDER-ID", Severity: FindingSeverity.Information }));
    }

    [Fact]
    public async Task A_record_that_is_given_replaces_what_is_published()
    {
        var dns = new StubResolver().Txt(Lint.Domain, "v=spf1 +all", "token");
        var report = await Lint.GivenAsync("v=spf1 ip4:192.88.1.1 -all", dns, Lint.Domain);
        Assert.Equal(SpfRecordStatus.Pass, report.Status);
        Assert.Equal("v=spf1 ip4:192.88.1.1 -all", report.Record);
        Assert.Equal(["SPF-REPLACES"], Lint.Codes(report));
        Assert.Equal(await LengthAsync("v=spf1 ip4:192.88.1.1 -all", "token"), report.AnswerLength);
    }

    [Fact]
    public async Task What_is_unpublished_takes_the_place_of_what_is_published_in_includes_too()
    {
        var options = new SpfRecordCheckOptions
        {
            Unpublished = new Dictionary<DnsName, SpfRecord>
            {
                [DnsName.Parse(Lint.Domain)] = SpfRecord.Parse("v=spf1 include:_spf1.example.com -all"),
                [DnsName.Parse("_spf1.example.com")] = SpfRecord.Parse("v=spf1 ip4:192.88.1.1 -all"),
            },
        };
        var report = await Lint.PublishedAsync(new StubResolver(), options: options);
        Assert.Equal(SpfRecordStatus.Pass, report.Status);
        Assert.Equal("192.88.1.1", Assert.Single(report.Networks).ToString());
    }

    /// <summary>The length as the codec has it.</summary>
    [Theory]
    [InlineData("v=spf1 -all")]
    [InlineData("v=spf1 ip4:192.88.1.1 -all", "some token", "another token")]
    public async Task The_length_of_the_answer_is_that_of_the_message(params string[] texts)
    {
        var report = await Lint.PublishedAsync(new StubResolver().Txt(Lint.Domain, texts));
        Assert.Equal(await LengthAsync(texts), report.AnswerLength);
    }

    private static async Task<int> LengthAsync(params string[] texts)
    {
        var name = DnsName.Parse(Lint.Domain);
        var answer = await new StubResolver().Txt(Lint.Domain, texts).ResolveAsync(name, DnsType.TXT, TestContext.Current.CancellationToken);
        return DnsMessageWriter.Write(new DnsMessage { IsResponse = true, Question = new DnsQuestion(name, DnsType.TXT), Answers = answer.Records }).Length;
    }
}
