using SmtpAdmin.Core.Tests.Fakes;
using SmtpAdmin.Dns;
using SmtpAdmin.Provisioning;
using SmtpAdmin.TlsRpt;

namespace SmtpAdmin.Core.Tests.TlsRpt;

public sealed class TlsRptRecordBuilderTests
{
    private const string Name = "_smtp._tls.example.com";
    private const string Value = "v=TLSRPTv1; rua=mailto:tls@example.net";

    private static readonly TlsRptBuildRequest Plain = new() { Domain = "example.com", ReportTo = ["tls@example.net"] };

    [Fact]
    public async Task A_record_has_the_addresses_as_URIs_and_stands_below_the_domain()
    {
        var record = await MakeAsync(new StubResolver(), Plain with { Domain = "Bücher.example", ReportTo = ["\"a!b;c\"@example.net", "mailto:d@example.org", "https://example.org/r?x=1,2", "mailto:d@example.org"] }, isPlain: false);
        Assert.Equal("_smtp._tls.xn--bcher-kva.example", record.Name);
        Assert.Equal("v=TLSRPTv1; rua=mailto:%22a%21b%3Bc%22@example.net,mailto:d@example.org,https://example.org/r?x=1%2C2", record.Value);
        Assert.Equal((3, PublishedTextStatus.None), (record.ReportTo.Count, record.PublishedStatus));
        Assert.Equal(record.Name, Assert.Single(record.RecordSets).Name);
        Assert.Empty(record.Findings);
    }

    [Theory]
    [InlineData(PublishedTextStatus.Same, "TLSRPT-NEW-UNCHANGED", Value)]
    [InlineData(PublishedTextStatus.Other, "TLSRPT-NEW-REPLACES", "v=TLSRPTv1;rua=mailto:old@example.net")]
    [InlineData(PublishedTextStatus.Several, "TLSRPT-NEW-SEVERAL", Value, "v=TLSRPTv1;rua=mailto:old@example.net")]
    [InlineData(PublishedTextStatus.None, "TLSRPT-NEW-OTHER-TEXT", "hello")]
    public async Task What_is_published_is_shown(PublishedTextStatus status, string code, params string[] published)
    {
        var record = await MakeAsync(new StubResolver().Txt(Name, published), Plain);
        Assert.Equal((status, Value), (record.PublishedStatus, record.Value));
        Assert.Equal([code], record.Findings.Select(finding => finding.Code));
    }

    [Fact]
    public async Task What_is_not_answered_is_unknown()
    {
        var record = await MakeAsync(new StubResolver().Fails(Name, DnsType.TXT, DnsOutcome.Timeout), Plain);
        Assert.Equal(PublishedTextStatus.Unknown, record.PublishedStatus);
        Assert.Equal(["TLSRPT-NEW-PUBLISHED-UNKNOWN"], record.Findings.Select(finding => finding.Code));
    }

    [Fact]
    public async Task Nobody_is_asked_without_lookups()
    {
        var resolver = new StubResolver();
        Assert.Equal(PublishedTextStatus.NotAsked, (await MakeAsync(resolver, Plain with { NoLookup = true })).PublishedStatus);
        Assert.Equal(0, resolver.Questions);
    }

    [Fact]
    public async Task Reports_to_the_very_hosts_that_have_the_trouble_are_told()
    {
        Assert.Equal(["TLSRPT-NEW-SAME-HOSTS"], (await MakeAsync(new StubResolver(), Plain with { ReportTo = ["tls@example.com"] }, isPlain: false)).Findings.Select(finding => finding.Code));
        Assert.Empty((await MakeAsync(new StubResolver(), Plain with { ReportTo = ["tls@example.com", "tls@example.net"] }, isPlain: false)).Findings);
    }

    [Theory]
    [InlineData(RecordRefusalCode.BadDomain, "example", "tls@example.com")]
    [InlineData(RecordRefusalCode.BadDomain, "_smtp._tls.example.com", "tls@example.com")]
    [InlineData(RecordRefusalCode.BadReportAddress, "example.com", "http://example.com/")]
    [InlineData(RecordRefusalCode.BadReportAddress, "example.com", "tls")]
    [InlineData(RecordRefusalCode.NoReportAddress, "example.com")]
    public async Task What_is_wrong_by_itself_is_refused(RecordRefusalCode code, string domain, params string[] reportTo)
    {
        var result = await new TlsRptRecordBuilder(new StubResolver()).BuildAsync(new TlsRptBuildRequest { Domain = domain, ReportTo = reportTo }, TestContext.Current.CancellationToken);
        Assert.Null(result.Made);
        Assert.Equal(code, Assert.Single(result.Refusals).Code);
    }

    private static async Task<TlsRptNewRecord> MakeAsync(StubResolver resolver, TlsRptBuildRequest request, bool isPlain = true)
    {
        var result = await new TlsRptRecordBuilder(resolver).BuildAsync(request, TestContext.Current.CancellationToken);
        Assert.Empty(result.Refusals);
        if (isPlain) Assert.Equal(Value, result.Made!.Value);
        return result.Made!;
    }
}
