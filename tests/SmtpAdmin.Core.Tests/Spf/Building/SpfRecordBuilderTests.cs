using SmtpAdmin.Core.Tests.Fakes;
using SmtpAdmin.Dns;
using SmtpAdmin.Spf;

namespace SmtpAdmin.Core.Tests.Spf.Building;

public sealed class SpfRecordBuilderTests
{
    private static readonly StubResolver Dns = new StubResolver()
        .Txt("example.com", "token=1").Txt("_spf.partner.example", "v=spf1 ip4:198.51.100.0/24 -all").Txt("_spf.google.com", "v=spf1 ip4:35.190.247.0/24 ~all")
        .Mx("example.com", (10, "mx.example.com")).A("mx.example.com", "192.0.2.10").Aaaa("mx.example.com", "2001:db8::10")
        .A("example.com", "192.0.2.80").A("mail.example.com", "192.0.2.25").Txt("_dmarc.example.com", "v=DMARC1; p=reject");

    [Fact]
    public async Task What_costs_no_lookup_stands_first_and_the_rest_in_its_order()
    {
        var record = await SpfBuild.MakeAsync(
            new SpfBuildRequest
            {
                Domain = "example.com", Exists = ["%{ir}.sender.example.com"], Include = ["_spf.partner.example"], Mx = true, A = ["mail.example.com/28//64", "@"],
                IPAddress = ["2001:db8::/32", "192.0.2.1"], Explanation = "explain.example.com",
            }, Dns);
        Assert.Equal("v=spf1 ip4:192.0.2.1 ip6:2001:db8::/32 a:mail.example.com/28//64 a mx include:_spf.partner.example exists:%{ir}.sender.example.com -all exp=explain.example.com", record.Value);
        Assert.Equal((5, "example.com", "TXT", true), (record.LookupCount, record.Name, record.Type, record.IsLookupCountComplete));
        Assert.Equal("example.com. IN TXT \"" + record.Value + "\"", record.ZoneLine);
    }

    [Theory]
    [InlineData("192.0.2.1,192.0.2.1", "ip4:192.0.2.1", "SPF-NEW-MERGED")]
    [InlineData("192.0.2.128/25,192.0.2.0/25", "ip4:192.0.2.0/24", "SPF-NEW-MERGED")]
    [InlineData("192.0.2.0/24,192.0.2.7", "ip4:192.0.2.0/24", "SPF-NEW-MERGED")]
    [InlineData("192.0.2.1,192.0.2.2,192.0.2.3", "ip4:192.0.2.1 ip4:192.0.2.2/31", "SPF-NEW-MERGED")]
    [InlineData("192.0.2.1,192.0.2.2", "ip4:192.0.2.1 ip4:192.0.2.2", null)]
    [InlineData("192.0.2.9/24", "ip4:192.0.2.0/24", "SPF-NEW-HOST-BITS")]
    [InlineData("ip4:192.0.2.1,ip6:2001:db8::1", "ip4:192.0.2.1 ip6:2001:db8::1", null)]
    [InlineData("::ffff:192.0.2.1", "ip4:192.0.2.1", null)]
    [InlineData("2001:db8:0:1::/64,2001:db8::/64", "ip6:2001:db8::/63", "SPF-NEW-MERGED")]
    [InlineData("192.0.2.0/25,-192.0.2.128/25", "-ip4:192.0.2.128/25 ip4:192.0.2.0/25", null)]
    [InlineData("?192.0.2.1,~192.0.2.2,-192.0.2.3,+192.0.2.4", "-ip4:192.0.2.3 ip4:192.0.2.4 ?ip4:192.0.2.1 ~ip4:192.0.2.2", null)]
    public async Task Blocks_are_merged_within_a_qualifier_and_host_bits_are_cleared(string given, string terms, string? code)
    {
        var record = await SpfBuild.MakeAsync(new SpfBuildRequest { Domain = "example.com", IPAddress = given.Split(',') }, Dns);
        Assert.Equal($"v=spf1 {terms} -all", record.Value);
        Assert.Equal(code is null ? [] : [code], SpfBuild.CodesOf(record, "SPF-NEW-"));
    }

    [Fact]
    public async Task What_was_done_to_blocks_is_told()
    {
        var record = await SpfBuild.MakeAsync(new SpfBuildRequest { IPAddress = ["192.0.2.0/25", "192.0.2.129/25"] });
        Assert.Equal("Bits behind the prefix were set, and are cleared: 192.0.2.129/25 as 192.0.2.128/25.", record.Findings[0].Message);
        Assert.Equal("Blocks that overlap or touch are written as one: 192.0.2.0/25 and 192.0.2.128/25 as 192.0.2.0/24.", record.Findings[1].Message);
    }

    [Theory]
    [InlineData("@", "a")]
    [InlineData(".", "a")]
    [InlineData("example.com", "a")]
    [InlineData("EXAMPLE.com.", "a")]
    [InlineData("@/28", "a/28")]
    [InlineData("@//64", "a//64")]
    [InlineData("mail.example.com/32//128", "a:mail.example.com")]
    [InlineData("a:mail.example.com", "a:mail.example.com")]
    [InlineData("bücher.example", "a:xn--bcher-kva.example")]
    [InlineData("-mail.example.com", "-a:mail.example.com")]
    [InlineData("%{d/}.example.com/24", "a:%{d/}.example.com/24")]
    public async Task A_host_may_be_written_as_people_do(string given, string term)
    {
        var record = await SpfBuild.MakeAsync(new SpfBuildRequest { Domain = "example.com", A = [given], NoLookup = true });
        Assert.Equal($"v=spf1 {term} -all", record.Value);
    }

    [Fact]
    public async Task A_term_stands_there_once()
    {
        var record = await SpfBuild.MakeAsync(
            new SpfBuildRequest { Domain = "example.com", Provider = ["Google"], Include = ["_spf.google.com", "include:_SPF.google.com"], Mx = true, MxDomain = ["example.com"] }, Dns);
        Assert.Equal("v=spf1 mx include:_spf.google.com -all", record.Value);
        Assert.Equal(3, SpfBuild.CodesOf(record, "SPF-NEW-DUPLICATE").Count());
    }

    [Theory]
    [InlineData(null, "-all")]
    [InlineData(SpfQualifier.Fail, "-all")]
    [InlineData(SpfQualifier.SoftFail, "~all")]
    [InlineData(SpfQualifier.Neutral, "?all")]
    public async Task The_last_word_is_fail_unless_it_is_given(SpfQualifier? all, string last)
    {
        var record = await SpfBuild.MakeAsync(new SpfBuildRequest { Domain = "example.com", IPAddress = ["192.0.2.1"], All = all }, Dns);
        Assert.Equal($"v=spf1 ip4:192.0.2.1 {last}", record.Value);
        Assert.Equal(all is SpfQualifier.Neutral, SpfBuild.CodesOf(record).Contains("SPF-NEUTRAL-ALL"));
        Assert.Equal(all is SpfQualifier.Neutral or SpfQualifier.SoftFail, record.Findings.Any(finding => finding is { Code: "SPF-DMARC-REJECT", Severity: FindingSeverity.Warning }));
    }

    [Fact]
    public async Task A_domain_that_sends_nothing_has_a_record_that_says_so()
    {
        var record = await SpfBuild.MakeAsync(new SpfBuildRequest { Domain = "example.com", All = SpfQualifier.Fail }, Dns);
        Assert.Equal("v=spf1 -all", record.Value);
    }

    [Fact]
    public async Task Redirect_stands_in_the_place_of_all()
    {
        var record = await SpfBuild.MakeAsync(new SpfBuildRequest { Domain = "example.com", Redirect = "_spf.partner.example", IPAddress = ["192.0.2.1"] }, Dns);
        Assert.Equal(("v=spf1 ip4:192.0.2.1 redirect=_spf.partner.example", 1), (record.Value, record.LookupCount));
    }

    [Fact]
    public async Task Without_a_domain_the_record_has_no_name_and_the_line_is_of_the_origin()
    {
        var record = await SpfBuild.MakeAsync(new SpfBuildRequest { A = ["@"], Mx = true });
        Assert.Equal(("", "@ IN TXT \"v=spf1 a mx -all\"", 2, 0), (record.Name, record.ZoneLine, record.LookupCount, record.VoidLookupCount));
    }

    [Fact]
    public async Task An_international_domain_is_written_in_ascii()
    {
        var record = await SpfBuild.MakeAsync(new SpfBuildRequest { Domain = "bücher.example", IPAddress = ["192.0.2.1"], Redirect = null, Include = ["straße.example"], NoLookup = true });
        Assert.Equal(("xn--bcher-kva.example", "v=spf1 ip4:192.0.2.1 include:xn--strae-oqa.example -all"), (record.Name, record.Value));
    }

    [Fact]
    public async Task A_long_record_is_split_and_told()
    {
        var record = await SpfBuild.MakeAsync(new SpfBuildRequest { Domain = "example.com", IPAddress = [.. Enumerable.Range(0, 40).Select(at => $"192.0.2.{at * 2}")] }, Dns);
        Assert.Equal(record.Value, string.Concat(record.Strings));
        Assert.All(record.Strings, part => Assert.InRange(part.Length, 1, 255));
        Assert.Equal(3, record.Strings.Count);
        Assert.Contains("SPF-LENGTH", SpfBuild.CodesOf(record));
        Assert.Equal(record.Value.Length, record.Length);
    }

    [Fact]
    public async Task Void_lookups_are_counted_and_told()
    {
        var record = await SpfBuild.MakeAsync(new SpfBuildRequest { Domain = "example.com", A = ["gone.example.com"] }, Dns);
        Assert.Equal((1, 1), (record.LookupCount, record.VoidLookupCount));
        Assert.Contains(record.Findings, finding => finding.Severity == FindingSeverity.Warning && finding.Message.Contains("gone.example.com", StringComparison.Ordinal));
    }

    [Theory]
    [ClassData(typeof(InconclusiveOutcomes))]
    public async Task What_the_dns_does_not_answer_is_unknown_and_no_refusal(DnsOutcome outcome)
    {
        var dns = new StubResolver().Fails("_spf.partner.example", DnsType.TXT, outcome);
        var record = await SpfBuild.MakeAsync(new SpfBuildRequest { Domain = "example.com", Include = ["_spf.partner.example"] }, dns);
        Assert.Equal((1, false), (record.LookupCount, record.IsLookupCountComplete));
        Assert.Contains(record.Findings, finding => finding.Code.EndsWith("-UNKNOWN", StringComparison.Ordinal) && finding.Severity == FindingSeverity.Warning);
    }

    [Fact]
    public async Task Without_lookups_nobody_is_asked_and_the_record_itself_is_looked_at()
    {
        var dns = new StubResolver();
        var record = await SpfBuild.MakeAsync(new SpfBuildRequest { Domain = "example.com", Include = ["nowhere.example"], A = ["@"], All = SpfQualifier.Neutral, NoLookup = true }, dns);
        Assert.Equal((0, 2, 0, false), (dns.Questions, record.LookupCount, record.VoidLookupCount, record.IsLookupCountComplete));
        Assert.Equal(["SPF-NEW-NOT-LOOKED-UP", "SPF-NEUTRAL-ALL"], SpfBuild.CodesOf(record));
    }

    [Fact]
    public async Task Without_lookups_a_record_of_addresses_is_complete()
    {
        var record = await SpfBuild.MakeAsync(new SpfBuildRequest { Domain = "example.com", IPAddress = ["192.0.2.1"], NoLookup = true });
        Assert.Equal((0, true), (record.LookupCount, record.IsLookupCountComplete));
        Assert.Empty(SpfBuild.CodesOf(record, "SPF-NEW-"));
    }

    [Fact]
    public async Task Cancelling_ends_it()
    {
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();
        var builder = new SpfRecordBuilder(new StubResolver(), TimeProvider.System);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => builder.BuildAsync(new SpfBuildRequest { Domain = "example.com", Mx = true }, stop.Token));
    }

    [Fact]
    public async Task An_include_with_ptr_is_a_warning()
    {
        var dns = new StubResolver().Txt("old.example", "v=spf1 ptr:old.example -all");
        var record = await SpfBuild.MakeAsync(new SpfBuildRequest { Include = ["old.example"] }, dns);
        Assert.Equal(FindingSeverity.Warning, Assert.Single(record.Findings, finding => finding.Code == "SPF-PTR").Severity);
    }
}
