using SmtpAdmin.Core.Tests.Fakes;
using SmtpAdmin.Dmarc;
using SmtpAdmin.Provisioning;

namespace SmtpAdmin.Core.Tests.Dmarc.Building;

public sealed class DmarcRecordBuilderTests
{
    private static readonly DmarcBuildRequest Plain = new() { Domain = "example.com", AggregateReportTo = ["dmarc@example.com"], NoLookup = true };

    [Theory]
    [InlineData(null, "v=DMARC1; p=none; rua=mailto:dmarc@example.com")]
    [InlineData(DmarcStage.Monitor, "v=DMARC1; p=none; rua=mailto:dmarc@example.com")]
    [InlineData(DmarcStage.Quarantine, "v=DMARC1; p=quarantine; rua=mailto:dmarc@example.com")]
    [InlineData(DmarcStage.Reject, "v=DMARC1; p=reject; rua=mailto:dmarc@example.com")]
    public async Task A_stage_is_a_policy_and_what_is_so_by_default_is_left_out(DmarcStage? stage, string value)
    {
        var record = await MakeAsync(Plain with { Stage = stage });
        Assert.Equal(("_dmarc.example.com", value), (record.Name, record.Value));
        Assert.Equal($"_dmarc.example.com. IN TXT \"{value}\"", record.ZoneLine);
        Assert.Equal(record.Name, Assert.Single(record.RecordSets).Name);
    }

    [Theory]
    [InlineData(DmarcStage.Monitor, "v=DMARC1; p=none; sp=reject; rua=mailto:dmarc@example.com")]
    [InlineData(DmarcStage.Quarantine, "v=DMARC1; p=quarantine; sp=reject; np=quarantine; rua=mailto:dmarc@example.com")]
    public async Task A_policy_for_subdomains_is_written_where_it_is_another(DmarcStage stage, string value) =>
        Assert.Equal(value, (await MakeAsync(Plain with { Stage = stage, SubdomainPolicy = DmarcPolicy.Reject })).Value);

    [Fact]
    public async Task A_milder_policy_for_subdomains_does_not_reach_those_that_do_not_exist()
    {
        var record = await MakeAsync(Plain with { Stage = DmarcStage.Reject, SubdomainPolicy = DmarcPolicy.None });
        Assert.Equal("v=DMARC1; p=reject; sp=none; np=reject; rua=mailto:dmarc@example.com", record.Value);
        Assert.Equal((DmarcPolicy.None, DmarcPolicy.Reject), (record.SubdomainPolicy, record.NonexistentSubdomainPolicy));
        Assert.Contains(record.Findings, finding => finding.Code == "DMARC-NEW-WEAK-SUBDOMAINS");
        var alone = await MakeAsync(Plain with { Policy = DmarcPolicy.Reject, SubdomainPolicy = DmarcPolicy.None });
        Assert.Equal("v=DMARC1; p=reject; sp=none; rua=mailto:dmarc@example.com", alone.Value);
    }

    [Fact]
    public async Task All_tags_stand_in_their_order()
    {
        var record = await MakeAsync(Plain with
        {
            Domain = "Bücher.example", Policy = DmarcPolicy.Quarantine, SubdomainPolicy = DmarcPolicy.Reject, NonexistentSubdomainPolicy = DmarcPolicy.None, DkimAlignment = DmarcAlignment.Strict,
            SpfAlignment = DmarcAlignment.Strict, AggregateReportTo = ["a!b@example.com", "a!b@EXAMPLE.com", "mailto:c@example.net"], FailureReportTo = ["f@bücher.example"],
            FailureOption = [DmarcFailureOption.AnyFail, DmarcFailureOption.Dkim, DmarcFailureOption.Spf], IsTesting = true, PublicSuffixDomain = DmarcPublicSuffix.No,
        });
        Assert.Equal("_dmarc.xn--bcher-kva.example", record.Name);
        Assert.Equal("v=DMARC1; p=quarantine; sp=reject; np=none; adkim=s; aspf=s; rua=mailto:a%21b@example.com,mailto:c@example.net; ruf=mailto:f@xn--bcher-kva.example; fo=1:d:s; t=y; psd=n", record.Value);
        Assert.Contains(record.Findings, finding => finding.Code == "DMARC-NEW-WEAK-NONEXISTENT");
    }

    [Theory]
    [InlineData("0", "Use -Testing (t=y)")]
    [InlineData("100", "Leave -Percent out")]
    [InlineData("50%", "-Stage Quarantine -Testing, then -Stage Quarantine")]
    [InlineData("half", "Use -Testing (t=y) to try")]
    public async Task A_percentage_is_explained(string percent, string remedy)
    {
        var refusal = Assert.Single(await RefuseAsync(Plain with { Percent = percent }));
        Assert.Equal(RecordRefusalCode.RemovedTag, refusal.Code);
        Assert.Contains("RFC 9989 appendix A.6", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(remedy, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_other_removed_tags_are_explained_each()
    {
        var refusals = await RefuseAsync(Plain with { ReportInterval = "3600", ReportFormat = "afrf" });
        Assert.All(refusals, refusal => Assert.Equal(RecordRefusalCode.RemovedTag, refusal.Code));
        Assert.Equal(["'ri=3600'", "'rf=afrf'"], refusals.Select(refusal => refusal.Message.Split(' ')[0]));
    }

    public static TheoryData<string, RecordRefusalCode, DmarcBuildRequest> Wrong => new()
    {
        { "The name is empty", RecordRefusalCode.BadDomain, Plain with { Domain = " " } },
        { "is a mail address", RecordRefusalCode.BadDomain, Plain with { Domain = "me@example.com" } },
        { "is the address of a page", RecordRefusalCode.BadDomain, Plain with { Domain = "https://example.com" } },
        { "is an address", RecordRefusalCode.BadDomain, Plain with { Domain = "192.0.2.1" } },
        { "has a wildcard", RecordRefusalCode.BadDomain, Plain with { Domain = "*.example.com" } },
        { "is the name of the record itself", RecordRefusalCode.BadDomain, Plain with { Domain = "_dmarc.example.com" } },
        { "one label only", RecordRefusalCode.BadDomain, Plain with { Domain = "example" } },
        { "is no domain", RecordRefusalCode.BadDomain, Plain with { Domain = "exa mple.com" } },
        { "is too long", RecordRefusalCode.BadDomain, Plain with { Domain = string.Join('.', Enumerable.Repeat(new string('a', 61), 4)) } },
        { "-Stage Monitor is p=none, and -Policy Reject", RecordRefusalCode.StageContradicted, Plain with { Stage = DmarcStage.Monitor, Policy = DmarcPolicy.Reject } },
        { "is no mail address", RecordRefusalCode.BadReportAddress, Plain with { AggregateReportTo = ["nobody"] } },
        { "'fo' means nothing", RecordRefusalCode.BadFailureOption, Plain with { FailureOption = [DmarcFailureOption.Dkim] } },
        { "exclude each other", RecordRefusalCode.BadFailureOption, Plain with { FailureReportTo = ["f@example.com"], FailureOption = [DmarcFailureOption.AllFail, DmarcFailureOption.AnyFail] } },
        { "A selector of -DkimSelector is none", RecordRefusalCode.BadSelector, Plain with { DkimSelector = ["a b"] } },
        { "longer than a TXT record", RecordRefusalCode.TooLong, Plain with { AggregateReportTo = [.. Enumerable.Range(0, 3000).Select(number => $"reports{number}@example.com")] } },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task What_is_wrong_by_itself_is_refused(string said, RecordRefusalCode code, DmarcBuildRequest request)
    {
        var refusal = Assert.Single(await RefuseAsync(request));
        Assert.Equal(code, refusal.Code);
        Assert.Contains(said, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_top_level_domain_may_have_a_record_as_a_public_suffix() =>
        Assert.Equal(("_dmarc.example", "v=DMARC1; p=none; rua=mailto:dmarc@example.com; psd=y"), (await MakeAsync(Plain with { Domain = "example", PublicSuffixDomain = DmarcPublicSuffix.Yes })) is var record ? (record.Name, record.Value) : default);

    [Fact]
    public async Task Nobody_is_asked_without_lookups()
    {
        var resolver = new StubResolver();
        var result = await new DmarcRecordBuilder(resolver).BuildAsync(Plain with { Stage = DmarcStage.Reject, DkimSelector = ["s1"], AggregateReportTo = ["a@example.net"] }, TestContext.Current.CancellationToken);
        Assert.Equal((0, PublishedTextStatus.NotAsked), (resolver.Questions, result.Made!.PublishedStatus));
        Assert.Equal(["DMARC-NEW-AUTHORIZATION-UNKNOWN", "DMARC-NEW-NOT-PROVED"], result.Made.Findings.Select(finding => finding.Code).Order(StringComparer.Ordinal));
    }

    private static async Task<DmarcNewRecord> MakeAsync(DmarcBuildRequest request)
    {
        var result = await new DmarcRecordBuilder(new StubResolver()).BuildAsync(request, TestContext.Current.CancellationToken);
        Assert.Empty(result.Refusals);
        return result.Made!;
    }

    private static async Task<IReadOnlyList<RecordRefusal>> RefuseAsync(DmarcBuildRequest request)
    {
        var result = await new DmarcRecordBuilder(new StubResolver()).BuildAsync(request, TestContext.Current.CancellationToken);
        Assert.Null(result.Made);
        return result.Refusals;
    }
}
