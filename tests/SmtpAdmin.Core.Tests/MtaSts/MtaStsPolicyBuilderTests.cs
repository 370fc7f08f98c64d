using SmtpAdmin.Core.Tests.Fakes;
using SmtpAdmin.Dns;
using SmtpAdmin.MtaSts;
using SmtpAdmin.Provisioning;

namespace SmtpAdmin.Core.Tests.MtaSts;

public sealed class MtaStsPolicyBuilderTests
{
    private static readonly MtaStsBuildRequest Plain = new() { Domain = "example.com" };

    [Fact]
    public async Task A_policy_is_made_of_the_mail_exchangers_in_their_order()
    {
        var policy = await MakeAsync(Ready(), Plain);
        Assert.Equal("version: STSv1\r\nmode: testing\r\nmx: mx1.example.com\r\nmx: mx2.example.net\r\nmax_age: 604800\r\n", policy.PolicyText);
        Assert.Equal(("https://mta-sts.example.com/.well-known/mta-sts.txt", "_mta-sts.example.com", $"v=STSv1; id={policy.Id};"), (policy.PolicyUrl, policy.RecordName, policy.RecordValue));
        Assert.Equal($"_mta-sts.example.com. IN TXT \"{policy.RecordValue}\"", policy.ZoneLine);
        Assert.Equal(policy.ZoneLine, Assert.Single(policy.RecordSets).ToString());
        Assert.Equal(["MTASTS-NEW-HOSTING"], Codes(policy));
    }

    [Theory]
    [InlineData(MtaStsMode.Testing, "testing", 604_800)]
    [InlineData(MtaStsMode.Enforce, "enforce", 2_419_200)]
    [InlineData(MtaStsMode.None, "none", 86_400)]
    public async Task Each_mode_has_its_usual_age(MtaStsMode mode, string word, long seconds)
    {
        var policy = await MakeAsync(Ready(), Plain with { Mode = mode, MxHost = ["mx1.example.com", "mx2.example.net"] });
        Assert.Equal($"version: STSv1\r\nmode: {word}\r\nmx: mx1.example.com\r\nmx: mx2.example.net\r\nmax_age: {seconds}\r\n", policy.PolicyText);
        Assert.Equal(seconds, policy.MaxAgeSeconds);
    }

    [Fact]
    public async Task The_way_out_needs_no_hosts()
    {
        var policy = await MakeAsync(new StubResolver(), Plain with { Mode = MtaStsMode.None, NoLookup = true });
        Assert.Equal("version: STSv1\r\nmode: none\r\nmax_age: 86400\r\n", policy.PolicyText);
        Assert.Contains("MTASTS-NEW-WAY-OUT", Codes(policy));
    }

    [Fact]
    public async Task The_same_policy_has_the_same_id_and_another_has_another()
    {
        var first = await MakeAsync(Ready(), Plain);
        var again = await MakeAsync(Ready(), Plain with { MxHost = ["MX1.example.com.", "mx2.example.net"], NoLookup = true });
        Assert.Equal(first.Id, again.Id);
        Assert.Matches("^[0-9a-f]{32}$", first.Id);
        string[] others = [(await MakeAsync(Ready(), Plain with { Mode = MtaStsMode.Enforce })).Id, (await MakeAsync(Ready(), Plain with { MaxAge = TimeSpan.FromDays(8) })).Id, (await MakeAsync(Ready(), Plain with { MxHost = ["*.example.com"] })).Id];
        Assert.Equal(4, others.Append(first.Id).Distinct().Count());
    }

    [Theory]
    [InlineData(DnsOutcome.Timeout)]
    [InlineData(DnsOutcome.ServFail)]
    public async Task No_policy_is_made_from_a_guess(DnsOutcome outcome)
    {
        var refusal = await RefuseAsync(new StubResolver().Fails("example.com", DnsType.MX, outcome), Plain);
        Assert.Equal((RecordRefusalCode.MxUnknown, true), (refusal.Code, refusal.IsUnknown));
        Assert.Contains("No policy is made from a guess", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_domain_without_mail_exchangers_gets_no_policy()
    {
        Assert.Equal(RecordRefusalCode.NullMx, (await RefuseAsync(new StubResolver().Mx("example.com", (0, ".")), Plain)).Code);
        Assert.Contains("has no MX record", (await RefuseAsync(new StubResolver().A("example.com", "192.0.2.1"), Plain)).Message, StringComparison.Ordinal);
        Assert.Contains("does not exist", (await RefuseAsync(new StubResolver(), Plain)).Message, StringComparison.Ordinal);
    }

    public static TheoryData<RecordRefusalCode, string, MtaStsBuildRequest> Wrong => new()
    {
        { RecordRefusalCode.BadDomain, "one label only", Plain with { Domain = "example" } },
        { RecordRefusalCode.BadDomain, "name of the record itself", Plain with { Domain = "_mta-sts.example.com" } },
        { RecordRefusalCode.BadMxHost, "is written '*.example.com'", Plain with { MxHost = [".example.com"] } },
        { RecordRefusalCode.BadMxHost, "the whole first label", Plain with { MxHost = ["mx*.example.com"] } },
        { RecordRefusalCode.BadMxHost, "the whole first label", Plain with { MxHost = ["*.*.example.com"] } },
        { RecordRefusalCode.BadMxHost, "every name of a top-level domain", Plain with { MxHost = ["*.com"] } },
        { RecordRefusalCode.BadMxHost, "is an address", Plain with { MxHost = ["192.0.2.1"] } },
        { RecordRefusalCode.BadMxHost, "is no domain", Plain with { MxHost = ["mx.example.com\r\nmode: none"] } },
        { RecordRefusalCode.BadMxHost, "Without look-ups nobody knows", Plain with { NoLookup = true } },
        { RecordRefusalCode.BadMaxAge, "from 0 to 31557600", Plain with { MaxAge = TimeSpan.FromSeconds(31_557_601) } },
        { RecordRefusalCode.BadMaxAge, "whole seconds", Plain with { MaxAge = TimeSpan.FromMilliseconds(1500) } },
        { RecordRefusalCode.BadMaxAge, "from 0", Plain with { MaxAge = TimeSpan.FromSeconds(-1) } },
        { RecordRefusalCode.BadId, "1 to 32 letters and digits", Plain with { Id = "2026-01-01" } },
        { RecordRefusalCode.BadId, "1 to 32", Plain with { Id = "" } },
        { RecordRefusalCode.BadId, "1 to 32", Plain with { Id = new string('a', 33) } },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task What_is_wrong_by_itself_is_refused_and_nobody_is_asked(RecordRefusalCode code, string said, MtaStsBuildRequest request)
    {
        var resolver = Ready();
        var refusal = await RefuseAsync(resolver, request);
        Assert.Equal((code, 0), (refusal.Code, resolver.Questions));
        Assert.Contains(said, refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(refusal.Message, char.IsControl);
    }

    [Theory]
    [InlineData(MtaStsMode.Testing, FindingSeverity.Warning)]
    [InlineData(MtaStsMode.Enforce, FindingSeverity.Error)]
    public async Task A_mail_exchanger_that_the_policy_does_not_cover_is_named(MtaStsMode mode, FindingSeverity severity)
    {
        var policy = await MakeAsync(Ready(), Plain with { Mode = mode, MxHost = ["*.example.com", "backup.example.org"] });
        var finding = policy.Findings.Single(finding => finding.Code == "MTASTS-NEW-MX-NOT-COVERED");
        Assert.Equal((severity, severity != FindingSeverity.Error), (finding.Severity, policy.Passed));
        Assert.Contains("mx2.example.net", finding.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("mx1.example.com", finding.Message, StringComparison.Ordinal);
        Assert.Contains("backup.example.org", policy.Findings.Single(finding => finding.Code == "MTASTS-NEW-MX-UNUSED").Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("*.example.com", "mail.example.com", true)]
    [InlineData("*.example.com", "MAIL.example.com", true)]
    [InlineData("*.example.com", "example.com", false)]
    [InlineData("*.example.com", "foo.bar.example.com", false)]
    [InlineData("mail.example.com", "mail.example.com", true)]
    [InlineData("mail.example.com", "mail2.example.com", false)]
    public void A_wildcard_is_one_label(string pattern, string host, bool matches)
    {
        Assert.True(MtaStsPattern.TryRead(pattern, out var read, out _));
        Assert.Equal(matches, read.Matches(DnsName.Parse(host)));
    }

    [Fact]
    public async Task What_is_missing_around_a_policy_is_told()
    {
        var resolver = new StubResolver().Mx("example.com", (10, "mx.example.com"));
        Assert.Equal(["MTASTS-NEW-NO-HOST", "MTASTS-NEW-NOT-TESTED", "MTASTS-NEW-SHORT-MAX-AGE", "MTASTS-NEW-NO-TLSRPT", "MTASTS-NEW-HOSTING"], Codes(await MakeAsync(resolver, Plain with { Mode = MtaStsMode.Enforce, MaxAge = TimeSpan.FromDays(1) })));
        var policy = await MakeAsync(resolver, Plain);
        Assert.Equal(["MTASTS-NEW-NO-HOST", "MTASTS-NEW-NO-TLSRPT", "MTASTS-NEW-HOSTING"], Codes(policy));
        // It may be made in the same pipeline, and be published with the policy: what is known is what is published now.
        Assert.Equal(FindingSeverity.Information, policy.Findings[1].Severity);
        Assert.StartsWith("No TLS-RPT record is published yet at _smtp._tls.example.com.", policy.Findings[1].Message, StringComparison.Ordinal);
        Assert.Contains("New-TlsRptRecord", policy.Findings[1].Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_answered_is_unknown()
    {
        var resolver = new StubResolver().Fails("example.com", DnsType.MX, DnsOutcome.Timeout).Fails("mta-sts.example.com", DnsType.AAAA, DnsOutcome.ServFail)
            .Fails("_smtp._tls.example.com", DnsType.TXT, DnsOutcome.Timeout).Fails("_mta-sts.example.com", DnsType.TXT, DnsOutcome.Refused);
        var policy = await MakeAsync(resolver, Plain with { MxHost = ["mx.example.com"], Mode = MtaStsMode.Enforce });
        Assert.Equal(["MTASTS-NEW-MX-UNKNOWN", "MTASTS-NEW-HOST-UNKNOWN", "MTASTS-NEW-TLSRPT-UNKNOWN", "MTASTS-NEW-PUBLISHED-UNKNOWN", "MTASTS-NEW-HOSTING"], Codes(policy));
        Assert.Equal((PublishedTextStatus.Unknown, true), (policy.PublishedStatus, policy.Passed));
    }

    [Fact]
    public async Task An_id_that_is_published_already_is_told()
    {
        var id = (await MakeAsync(Ready(), Plain)).Id;
        var same = await MakeAsync(Ready().Txt("_mta-sts.example.com", $"v=STSv1; id={id};"), Plain);
        Assert.Equal(["MTASTS-NEW-SAME-POLICY", "MTASTS-NEW-UNCHANGED", "MTASTS-NEW-HOSTING"], Codes(same));
        Assert.Equal(PublishedTextStatus.Same, same.PublishedStatus);
        Assert.Equal(["MTASTS-NEW-SAME-ID", "MTASTS-NEW-UNCHANGED", "MTASTS-NEW-HOSTING"], Codes(await MakeAsync(Ready().Txt("_mta-sts.example.com", "v=STSv1; id=2026;"), Plain with { Id = "2026" })));
        Assert.Equal(["MTASTS-NEW-REPLACES", "MTASTS-NEW-HOSTING"], Codes(await MakeAsync(Ready().Txt("_mta-sts.example.com", "v=STSv1; id=2025;"), Plain)));
    }

    private static StubResolver Ready() => new StubResolver().Mx("example.com", (20, "MX2.example.net"), (10, "mx1.example.com")).A("mta-sts.example.com", "192.0.2.80")
        .Txt("_smtp._tls.example.com", "v=TLSRPTv1; rua=mailto:tls@example.com");

    private static IReadOnlyList<string> Codes(MtaStsNewPolicy policy) => [.. policy.Findings.Select(finding => finding.Code)];

    private static async Task<MtaStsNewPolicy> MakeAsync(IDnsResolver resolver, MtaStsBuildRequest request)
    {
        var result = await new MtaStsPolicyBuilder(resolver).BuildAsync(request, TestContext.Current.CancellationToken);
        Assert.Empty(result.Refusals);
        return result.Made!;
    }

    private static async Task<RecordRefusal> RefuseAsync(IDnsResolver resolver, MtaStsBuildRequest request)
    {
        var result = await new MtaStsPolicyBuilder(resolver).BuildAsync(request, TestContext.Current.CancellationToken);
        Assert.Null(result.Made);
        return Assert.Single(result.Refusals);
    }
}
