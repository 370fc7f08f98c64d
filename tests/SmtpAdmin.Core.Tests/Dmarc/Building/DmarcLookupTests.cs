using SmtpAdmin.Core.Tests.Fakes;
using SmtpAdmin.Dmarc;
using SmtpAdmin.Dns;
using SmtpAdmin.Provisioning;

namespace SmtpAdmin.Core.Tests.Dmarc.Building;

/// <summary>What the DNS says of a domain becomes findings, and what it does not say is told as unknown.</summary>
public sealed class DmarcLookupTests
{
    private const string Key = "v=DKIM1; k=rsa; p=MIIB";
    private const string Monitor = "v=DMARC1; p=none; rua=mailto:dmarc@example.com";

    private static readonly DmarcBuildRequest Quarantine = new() { Domain = "example.com", Stage = DmarcStage.Quarantine, AggregateReportTo = ["dmarc@example.com"], DkimSelector = ["s1"] };

    [Fact]
    public async Task A_domain_that_is_ready_has_no_finding_but_what_is_replaced()
    {
        var record = await MakeAsync(Ready().Txt("_dmarc.example.com", Monitor), Quarantine);
        var finding = Assert.Single(record.Findings);
        Assert.Equal((FindingSeverity.Information, "DMARC-NEW-REPLACES"), (finding.Severity, finding.Code));
        Assert.Contains($"'{Monitor}'", finding.Message, StringComparison.Ordinal);
        Assert.Equal((PublishedTextStatus.Other, true), (record.PublishedStatus, record.Passed));
        Assert.Equal([Monitor], record.Published);
    }

    [Fact]
    public async Task The_same_record_is_no_change()
    {
        var record = await MakeAsync(Ready().Txt("_dmarc.example.com", Monitor), Quarantine with { Stage = DmarcStage.Monitor });
        Assert.Equal(PublishedTextStatus.Same, record.PublishedStatus);
        Assert.Equal(["DMARC-NEW-UNCHANGED"], Codes(record));
    }

    [Fact]
    public async Task Several_records_of_which_none_holds_and_texts_of_another_kind_are_shown()
    {
        var record = await MakeAsync(Ready().Txt("_dmarc.example.com", Monitor, "v=DMARC1; p=reject", "hello"), Quarantine);
        Assert.Equal((PublishedTextStatus.Several, 2), (record.PublishedStatus, record.Published.Count));
        Assert.Equal(["DMARC-NEW-SEVERAL", "DMARC-NEW-OTHER-TEXT"], Codes(record));
    }

    [Fact]
    public async Task A_wildcard_and_an_alias_are_told()
    {
        var wildcard = await MakeAsync(new WildcardResolver(Ready(), "everywhere"), Quarantine);
        Assert.Equal(["DMARC-NEW-WILDCARD"], Codes(wildcard));
        var aliased = await MakeAsync(Ready().Alias("_dmarc.example.com", DnsType.TXT, "_dmarc.example.net", Txt(Monitor)), Quarantine);
        Assert.Equal(["DMARC-NEW-ALIAS", "DMARC-NEW-REPLACES"], Codes(aliased));
    }

    [Theory]
    [InlineData(DnsOutcome.Timeout)]
    [InlineData(DnsOutcome.ServFail)]
    [InlineData(DnsOutcome.Refused)]
    public async Task What_is_not_answered_is_unknown_and_neither_there_nor_missing(DnsOutcome outcome)
    {
        var resolver = new StubResolver().Fails("_dmarc.example.com", DnsType.TXT, outcome).Fails("example.com", DnsType.TXT, outcome)
            .Fails("s1._domainkey.example.com", DnsType.TXT, outcome).Fails("example.com._report._dmarc.example.net", DnsType.TXT, outcome);
        var record = await MakeAsync(resolver, Quarantine with { Stage = DmarcStage.Reject, AggregateReportTo = ["a@example.net"] });
        Assert.Equal(PublishedTextStatus.Unknown, record.PublishedStatus);
        Assert.Equal(["DMARC-NEW-AUTHORIZATION-UNKNOWN", "DMARC-NEW-DKIM-UNKNOWN", "DMARC-NEW-PUBLISHED-UNKNOWN", "DMARC-NEW-SPF-UNKNOWN"], Codes(record).Order(StringComparer.Ordinal));
        Assert.True(record.Passed);
    }

    [Fact]
    public async Task A_policy_under_which_nothing_can_pass_is_an_error()
    {
        var record = await MakeAsync(new StubResolver().Txt("s1._domainkey.example.com", "v=DKIM1; p="), Quarantine);
        Assert.Equal((FindingSeverity.Error, "DMARC-NEW-NOTHING-PASSES", false), (record.Findings[0].Severity, record.Findings[0].Code, record.Passed));
        Assert.DoesNotContain(Codes(await MakeAsync(new StubResolver(), Quarantine with { Stage = DmarcStage.Monitor })), code => code == "DMARC-NEW-NOTHING-PASSES");
    }

    [Fact]
    public async Task One_of_SPF_and_DKIM_that_is_missing_is_a_warning()
    {
        Assert.Contains("DMARC-NEW-NO-SPF", Codes(await MakeAsync(new StubResolver().Txt("s1._domainkey.example.com", Key), Quarantine)));
        Assert.Contains("DMARC-NEW-NO-DKIM-KEY", Codes(await MakeAsync(new StubResolver().Txt("example.com", "v=spf1 mx -all"), Quarantine)));
        Assert.Contains("DMARC-NEW-SEVERAL-SPF", Codes(await MakeAsync(new StubResolver().Txt("example.com", "v=spf1 mx -all", "v=spf1 a -all").Txt("s1._domainkey.example.com", Key), Quarantine)));
        Assert.Contains("DMARC-NEW-DKIM-UNKNOWN", Codes(await MakeAsync(Ready(), Quarantine with { DkimSelector = [] })));
    }

    [Fact]
    public async Task A_domain_that_sends_no_mail_may_go_to_reject_at_once() =>
        Assert.Equal(["DMARC-NEW-NO-MAIL"], Codes(await MakeAsync(new StubResolver().Txt("example.com", "v=spf1  -ALL "), Quarantine with { Stage = DmarcStage.Reject, DkimSelector = [] })));

    [Theory]
    [InlineData(null, true)]
    [InlineData(Monitor, true)]
    [InlineData("v=DMARC1; p=quarantine; rua=mailto:dmarc@example.com", false)]
    public async Task To_go_from_nothing_to_reject_skips_a_step(string? published, bool skips)
    {
        var resolver = published is null ? Ready() : Ready().Txt("_dmarc.example.com", published);
        Assert.Equal(skips, Codes(await MakeAsync(resolver, Quarantine with { Stage = DmarcStage.Reject })).Contains("DMARC-NEW-STEP-SKIPPED"));
        Assert.DoesNotContain("DMARC-NEW-STEP-SKIPPED", Codes(await MakeAsync(resolver, Quarantine with { Stage = DmarcStage.Reject, IsTesting = true })));
    }

    [Fact]
    public async Task A_step_back_and_reports_that_are_lost_are_told()
    {
        var record = await MakeAsync(Ready().Txt("_dmarc.example.com", "v=DMARC1; p=reject; rua=mailto:old@example.com,mailto:dmarc@example.com"), Quarantine);
        Assert.Equal(["DMARC-NEW-WEAKER", "DMARC-NEW-LOST-REPORTS", "DMARC-NEW-REPLACES"], Codes(record));
        Assert.Contains("mailto:old@example.com", record.Findings[1].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_anybody_to_tell_a_record_is_of_little_use()
    {
        Assert.Contains("nothing is done", (await MakeAsync(Ready(), Quarantine with { Stage = null, AggregateReportTo = [] })).Findings[0].Message, StringComparison.Ordinal);
        var record = await MakeAsync(Ready(), Quarantine with { AggregateReportTo = ["https://example.com/r"], FailureReportTo = ["f@example.com"] });
        Assert.Equal(["DMARC-NEW-NOT-MAIL", "DMARC-NEW-RUF"], Codes(record));
    }

    [Fact]
    public async Task What_a_test_means_is_said()
    {
        Assert.Contains("quarantined where the policy is 'reject'", (await MakeAsync(Ready(), Quarantine with { Stage = DmarcStage.Reject, IsTesting = true })).Findings.Single(finding => finding.Code == "DMARC-NEW-TESTING").Message, StringComparison.Ordinal);
        Assert.Equal(["DMARC-NEW-TESTING-NOTHING"], Codes(await MakeAsync(Ready(), Quarantine with { Stage = DmarcStage.Monitor, IsTesting = true })));
        Assert.Equal(["DMARC-NEW-PUBLIC-SUFFIX"], Codes(await MakeAsync(Ready(), Quarantine with { PublicSuffixDomain = DmarcPublicSuffix.Yes })));
    }

    [Fact]
    public async Task A_public_suffix_is_sent_no_failure_reports() // RFC 9991 section 2
    {
        var request = Quarantine with { PublicSuffixDomain = DmarcPublicSuffix.Yes, FailureReportTo = ["f@example.com"] };
        Assert.Equal(["DMARC-NEW-PUBLIC-SUFFIX", "DMARC-NEW-RUF-IGNORED", "DMARC-NEW-RUF"], Codes(await MakeAsync(Ready(), request)));
        Assert.Equal(["DMARC-NEW-RUF"], Codes(await MakeAsync(Ready(), request with { PublicSuffixDomain = DmarcPublicSuffix.No })));
    }

    [Fact]
    public async Task The_example_of_the_RFC_needs_a_record_in_the_zone_of_the_receiver()
    {
        var resolver = new StubResolver();
        var record = await MakeAsync(resolver, new DmarcBuildRequest { Domain = "blue.example.com", AggregateReportTo = ["reports@red.example.net"], FailureReportTo = ["reports@red.example.net"] });
        var needed = Assert.Single(record.AuthorizationRecords);
        Assert.Equal("blue.example.com._report._dmarc.red.example.net. IN TXT \"v=DMARC1;\"", needed.ToString());
        Assert.DoesNotContain(record.RecordSets, set => set.Owner.Equals(needed.Owner));
        var finding = record.Findings.Single(finding => finding.Code == "DMARC-NEW-NOT-AUTHORIZED");
        Assert.Contains("red.example.net", finding.Message, StringComparison.Ordinal);
        Assert.Contains($"{needed}", finding.Remedy, StringComparison.Ordinal);
        Assert.Single(resolver.Asked, name => name == needed.Name);
    }

    [Theory]
    [InlineData("v=DMARC1", true)]
    [InlineData("v=DMARC1; rua=mailto:other@example.net", true)]
    [InlineData("v=spf1 -all", false)]
    public async Task A_receiver_that_says_so_is_told(string consent, bool isThere) =>
        Assert.Contains(isThere ? "DMARC-NEW-AUTHORIZED" : "DMARC-NEW-NOT-AUTHORIZED", Codes(await MakeAsync(Ready().Txt("example.com._report._dmarc.example.net", consent), Quarantine with { AggregateReportTo = ["a@example.net"] })));

    [Theory]
    [InlineData("mail.example.com", "a@mail.example.com", 0)]
    [InlineData("mail.example.com", "a@example.com", 0)]
    [InlineData("example.com", "a@reports.example.com", 0)]
    [InlineData("mail.example.com", "a@reports.example.com", 1)]
    [InlineData("example.com", "a@example.net", 1)]
    [InlineData("example.com", "a@badexample.com", 1)]
    public async Task What_is_outside_the_domain_is_asked_for_its_consent(string domain, string address, int count) =>
        Assert.Equal(count, (await MakeAsync(Ready(), Quarantine with { Domain = domain, AggregateReportTo = [address] })).AuthorizationRecords.Count);

    [Fact]
    public async Task A_sibling_may_need_nothing_and_too_long_a_name_can_never_be_asked()
    {
        var sibling = await MakeAsync(Ready(), Quarantine with { Domain = "mail.example.com", Stage = DmarcStage.Monitor, AggregateReportTo = ["a@reports.example.com"] });
        Assert.Contains("the same Organizational Domain", sibling.Findings.Single(finding => finding is { Code: "DMARC-NEW-NOT-AUTHORIZED", Severity: FindingSeverity.Information }).Message, StringComparison.Ordinal);
        var label = new string('a', 60);
        var lengthy = await MakeAsync(Ready(), Quarantine with { Domain = $"{label}.{label}.example.com", AggregateReportTo = [$"a@{label}.{label}.example.net"] });
        Assert.Contains(lengthy.Findings, finding => finding is { Code: "DMARC-NEW-AUTHORIZATION-TOO-LONG", Severity: FindingSeverity.Error });
        Assert.Empty(lengthy.AuthorizationRecords);
    }

    private static StubResolver Ready() => new StubResolver().Txt("example.com", "token", "v=spf1 mx -all").Txt("s1._domainkey.example.com", Key);

    private static TxtRecord Txt(string text) => new(DnsName.Parse("_dmarc.example.net"), TimeSpan.FromHours(1), [System.Text.Encoding.ASCII.GetBytes(text)]);

    private static IReadOnlyList<string> Codes(DmarcNewRecord record) => [.. record.Findings.Select(finding => finding.Code)];

    private static async Task<DmarcNewRecord> MakeAsync(IDnsResolver resolver, DmarcBuildRequest request)
    {
        var result = await new DmarcRecordBuilder(resolver).BuildAsync(request, TestContext.Current.CancellationToken);
        Assert.Empty(result.Refusals);
        return result.Made!;
    }

    /// <summary>Whatever nobody else has below the domain has one text.</summary>
    private sealed class WildcardResolver(StubResolver others, string text) : IDnsResolver
    {
        public async ValueTask<DnsAnswer> ResolveAsync(DnsName name, DnsType type, CancellationToken cancellationToken)
        {
            var answer = await others.ResolveAsync(name, type, cancellationToken);
            return answer.Outcome != DnsOutcome.NxDomain || type != DnsType.TXT
                ? answer
                : answer with { Outcome = DnsOutcome.Answer, Records = [new TxtRecord(name, TimeSpan.FromHours(1), [System.Text.Encoding.ASCII.GetBytes(text)])] };
        }
    }
}
