using System.Net;
using System.Security.Cryptography.X509Certificates;
using SmtpAdmin.Core.Tests.Fakes;
using SmtpAdmin.Dane;
using SmtpAdmin.Dns;

namespace SmtpAdmin.Core.Tests.Dane;

/// <summary>Records of certificates that are given, and what the DNS has beside them.</summary>
public class TlsaRecordBuilderTests
{
    private const string Owner = "_25._tcp.mail.example.com";

    private static readonly TlsaRequest Request = new() { HostName = "mail.example.com", Path = TestData.PathOf("tlsa/rsa.pem") };

    private readonly StubResolver _dns = new();

    [Fact]
    public async Task A_record_is_3_1_1_of_port_25_unless_told()
    {
        var record = await BuildAsync(Request);
        Assert.Equal((Owner, "TLSA", "mail.example.com", 25), (record.Name, record.Type, record.HostName, record.Port));
        var data = $"3 1 1 {Digest("rsa.pem", 1)}";
        Assert.Equal([data], record.Value);
        Assert.Equal([$"{Owner}. IN TLSA {data}"], record.ZoneLine);
        var set = Assert.Single(record.RecordSets);
        Assert.Equal((Owner, DnsType.TLSA), (set.Name, set.Type));
        Assert.Equal([data], set.Data);
        var certificate = Assert.Single(record.Certificate);
        Assert.Equal(("CN=mail.example.com", "CN=Golden TLSA authority", true), (certificate.Subject, certificate.Issuer, certificate.NameMatches));
        Assert.Equal(Digest("rsa.pem", 1), certificate.KeySha256);
        Assert.True(record.Passed);
    }

    [Theory]
    [InlineData(TlsaUsage.DaneTa, TlsaSelector.Cert, "ca.pem")]
    [InlineData(TlsaUsage.DaneTa, TlsaSelector.Spki, "ca.pem")]
    [InlineData(TlsaUsage.PkixTa, TlsaSelector.Cert, "ca.pem")]
    [InlineData(TlsaUsage.DaneEe, TlsaSelector.Cert, "rsa.pem")]
    [InlineData(TlsaUsage.PkixEe, TlsaSelector.Spki, "rsa.pem")]
    public async Task Of_a_chain_the_usage_takes_the_authority_or_the_server(TlsaUsage usage, TlsaSelector selector, string wanted)
    {
        var record = await BuildAsync(Request with { Path = TestData.PathOf("tlsa/chain.pem"), Usage = usage, Selector = selector });
        Assert.Equal([$"{(int)usage} {(int)selector} 1 {Digest(wanted, (int)selector)}"], record.Value);
    }

    [Fact]
    public async Task An_authority_that_is_given_by_itself_is_the_one_that_is_meant()
    {
        var record = await BuildAsync(Request with { Path = TestData.PathOf("tlsa/ca.pem"), Usage = TlsaUsage.DaneTa });
        Assert.Equal([$"2 1 1 {Digest("ca.pem", 1)}"], record.Value);
    }

    [Fact]
    public async Task Each_port_gives_a_set_of_its_own()
    {
        using var certificate = X509CertificateLoader.LoadCertificate(TestData.Bytes("tlsa/ec.der"));
        var records = await BuildAllAsync(new TlsaRequest { HostName = "bücher.example.", Certificate = TlsaIdentity.Of(certificate), Ports = [25, 465, 25, 587] });
        Assert.Equal(["_25._tcp.xn--bcher-kva.example", "_465._tcp.xn--bcher-kva.example", "_587._tcp.xn--bcher-kva.example"], records.Select(record => record.Name));
        Assert.All(records, record => Assert.Equal([$"3 1 1 {Digest("ec.pem", 1)}"], record.RecordSets[0].Data));
        Assert.Equal("_2525._tcp.mail.example.com", (await BuildAsync(Request with { HostName = "mail.example.com:2525" })).Name);
    }

    [Theory]
    [InlineData(TlsaUsage.PkixEe, TlsaSelector.Spki, TlsaMatchingType.Sha256, "TLSA-PKIX-USAGE", FindingSeverity.Warning)]
    [InlineData(TlsaUsage.PkixTa, TlsaSelector.Spki, TlsaMatchingType.Sha256, "TLSA-PKIX-USAGE", FindingSeverity.Warning)]
    [InlineData(TlsaUsage.DaneEe, TlsaSelector.Cert, TlsaMatchingType.Sha256, "TLSA-WHOLE-CERTIFICATE", FindingSeverity.Information)]
    [InlineData(TlsaUsage.DaneEe, TlsaSelector.Spki, TlsaMatchingType.Full, "TLSA-FULL", FindingSeverity.Information)]
    [InlineData(TlsaUsage.DaneEe, TlsaSelector.Spki, TlsaMatchingType.Sha512, "TLSA-SHA512", FindingSeverity.Information)]
    public async Task What_mail_servers_make_of_the_parameters_is_told(TlsaUsage usage, TlsaSelector selector, TlsaMatchingType matchingType, string code, FindingSeverity severity)
    {
        var record = await BuildAsync(Request with { Path = TestData.PathOf("tlsa/chain.pem"), Usage = usage, Selector = selector, MatchingType = matchingType, NoLookup = true });
        Assert.Equal([(code, severity), ("TLSA-NOT-LOOKED-UP", FindingSeverity.Information)], record.Findings.Select(finding => (finding.Code, finding.Severity)));
        Assert.Equal(0, _dns.Questions);
        Assert.Null(record.IsPublished);
    }

    [Theory]
    [InlineData(TlsaUsage.DaneEe, FindingSeverity.Information, "DANE does not look at that")]
    [InlineData(TlsaUsage.DaneTa, FindingSeverity.Warning, "that counts")]
    public async Task Dates_and_names_count_with_an_authority_alone(TlsaUsage usage, FindingSeverity severity, string said)
    {
        var record = Assert.Single(await BuildAllAsync(Request with { HostName = "other.example.com", Path = TestData.PathOf("tlsa/chain.pem"), Usage = usage, NoLookup = true }, new Late()));
        foreach (var code in new[] { "TLSA-EXPIRED", "TLSA-OTHER-NAME" })
        {
            var finding = record.Findings.Single(finding => finding.Code == code);
            Assert.Equal(severity, finding.Severity);
            Assert.Contains(said, finding.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_roll_over_has_both_and_says_when_to_swap()
    {
        var record = await BuildAsync(Request with { NextPath = TestData.PathOf("tlsa/ec.pub.der") });
        Assert.Equal([$"3 1 1 {Digest("rsa.pem", 1)}", $"3 1 1 {Digest("ec.pem", 1)}"], record.Value);
        Assert.Equal(2, record.RecordSets[0].Records.Count);
        Assert.Equal(Digest("ec.pem", 1), record.Next!.KeySha256);
        Assert.Null(record.Next.Subject);
        var finding = record.Findings.Single(finding => finding.Code == "TLSA-ROLL-OVER");
        Assert.Contains("two times its time to live", finding.Remedy, StringComparison.Ordinal);
        Assert.Contains("removes the old record", finding.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_renewal_with_the_same_key_is_no_roll_over()
    {
        var record = await BuildAsync(Request with { NextPath = TestData.PathOf("tlsa/rsa.pub.pem") });
        Assert.Single(record.Value);
        Assert.Contains(record.Findings, finding => finding.Code == "TLSA-NEXT-SAME");
        Assert.DoesNotContain(record.Findings, finding => finding.Code == "TLSA-ROLL-OVER");
    }

    [Theory]
    [InlineData("3 1 1 {rsa.pem/1}", TlsaMatch.Current, true, "TLSA-MATCHES")]
    [InlineData("3 0 1 {rsa.pem/0}", TlsaMatch.Current, false, "TLSA-MATCHES")]
    [InlineData("2 0 1 {ca.pem/0}", TlsaMatch.Current, false, "TLSA-MATCHES")]
    [InlineData("3 1 1 {ec.pem/1}", TlsaMatch.None, false, "TLSA-NOT-IN-USE")]
    [InlineData("3 1 1 {ca.pem/1}", TlsaMatch.None, false, "TLSA-NOT-IN-USE")]
    [InlineData("2 1 1 {rsa.pem/1}", TlsaMatch.None, false, "TLSA-NOT-IN-USE")]
    [InlineData("3 1 7 {rsa.pem/1}", TlsaMatch.None, false, "TLSA-NOT-IN-USE")]
    [InlineData("9 1 1 {rsa.pem/1}", TlsaMatch.None, false, "TLSA-NOT-IN-USE")]
    public async Task What_is_published_is_held_against_the_certificate(string published, TlsaMatch match, bool isPublished, string code)
    {
        Publish(authenticated: true, published);
        var record = await BuildAsync(Request with { Path = TestData.PathOf("tlsa/chain.pem") });
        Assert.Equal(match, Assert.Single(record.Published).Match);
        Assert.Equal((isPublished, true), (record.IsPublished, record.IsValidated));
        Assert.Equal([code, "TLSA-VALIDATED"], record.Findings.Select(finding => finding.Code));
    }

    [Theory]
    [InlineData("rsa.pub.pem", "3 0 1 {rsa.pem/0}", TlsaMatch.Unknown)] // only the key is known
    [InlineData("rsa.pem", "2 0 1 {ca.pem/0}", TlsaMatch.Unknown)] // the server may send more than the file holds
    [InlineData("rsa.pub.pem", "3 1 1 {rsa.pem/1}", TlsaMatch.Current)]
    [InlineData("rsa.pub.pem", "3 1 1 {ec.pem/1}", TlsaMatch.None)]
    public async Task What_cannot_be_told_is_not_called_a_mismatch(string file, string published, TlsaMatch match)
    {
        Publish(authenticated: true, published);
        var record = await BuildAsync(Request with { Path = TestData.PathOf($"tlsa/{file}") });
        Assert.Equal(match, Assert.Single(record.Published).Match);
        Assert.Equal(match == TlsaMatch.Unknown, record.Findings.Any(finding => finding.Code == "TLSA-MATCH-UNKNOWN"));
    }

    [Fact]
    public async Task What_is_to_come_and_what_is_stale_are_told_apart()
    {
        Publish(authenticated: true, "3 1 1 {rsa.pem/1}", "3 1 1 {ec.pem/1}", "3 1 1 {ca.pem/1}");
        var record = await BuildAsync(Request with { NextPath = TestData.PathOf("tlsa/ec.pem") });
        Assert.Equal([TlsaMatch.Current, TlsaMatch.Next, TlsaMatch.None], record.Published.Select(one => one.Match));
        Assert.False(record.IsPublished);
        Assert.Contains("Of the 3 records that _25._tcp.mail.example.com has, 1 matches nothing", record.Findings.Single(finding => finding.Code == "TLSA-STALE").Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, false, true, "TLSA-VALIDATED")]
    [InlineData(false, true, false, "TLSA-UNSIGNED")]
    [InlineData(false, false, null, "TLSA-DNSSEC-UNKNOWN")]
    public async Task Whether_the_zone_is_signed_is_told_and_unknown_is_told_as_unknown(bool authenticated, bool rootAuthenticated, bool? isValidated, string code)
    {
        Publish(authenticated, "3 1 1 {rsa.pem/1}");
        var root = DnsName.Root;
        _dns.Put(new DnsAnswer { Name = root, Type = DnsType.SOA, Outcome = DnsOutcome.Answer, AuthenticatedData = rootAuthenticated });
        var record = await BuildAsync(Request);
        Assert.Equal(isValidated, record.IsValidated);
        Assert.Equal(code, Assert.Single(record.Findings, finding => finding.Reference is "RFC 7672 section 2.1.1" or "RFC 6840 section 5.8").Code);
    }

    [Fact]
    public async Task A_zone_s_own_server_says_nothing_of_DNSSEC()
    {
        _dns.Put(new DnsAnswer { Name = DnsName.Parse(Owner), Type = DnsType.TLSA, Outcome = DnsOutcome.NoData, Authoritative = true });
        _dns.Put(new DnsAnswer { Name = DnsName.Root, Type = DnsType.SOA, Outcome = DnsOutcome.Answer, AuthenticatedData = true });
        var record = await BuildAsync(Request);
        Assert.Equal(((bool?)null, false), (record.IsValidated, record.IsPublished));
        Assert.Contains("the zone's own server", Assert.Single(record.Findings).Message, StringComparison.Ordinal);
    }

    [Theory]
    [ClassData(typeof(InconclusiveOutcomes))]
    public async Task A_look_up_that_fails_leaves_everything_unknown(DnsOutcome outcome)
    {
        _dns.Fails(Owner, DnsType.TLSA, outcome, "no luck");
        var record = await BuildAsync(Request);
        Assert.Equal(((bool?)null, (bool?)null), (record.IsPublished, record.IsValidated));
        Assert.Equal(("TLSA-LOOKUP-UNKNOWN", FindingSeverity.Warning), (Assert.Single(record.Findings).Code, record.Findings[0].Severity));
        Assert.Single(record.RecordSets);
    }

    [Fact]
    public async Task An_alias_at_the_name_is_told()
    {
        _dns.Alias(Owner, DnsType.TLSA, "tlsa.example.net", new TlsaRecord(DnsName.Parse("tlsa.example.net"), TimeSpan.Zero, 3, 1, 1, Convert.FromHexString(Digest("rsa.pem", 1))));
        var record = await BuildAsync(Request);
        Assert.Contains("Publish the records at tlsa.example.net", record.Findings.Single(finding => finding.Code == "TLSA-ALIAS").Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", TlsaFault.BadHostName)]
    [InlineData("192.0.2.1", TlsaFault.BadHostName)]
    [InlineData("[2001:db8::1]", TlsaFault.BadHostName)]
    [InlineData("_25._tcp.mail.example.com", TlsaFault.BadHostName)]
    [InlineData("*.example.com", TlsaFault.BadHostName)]
    [InlineData("mail..example.com", TlsaFault.BadHostName)]
    [InlineData("mail.example.com:0", TlsaFault.BadHostName)]
    public async Task What_is_no_host_is_refused(string host, TlsaFault fault) => await RefusesAsync(Request with { HostName = host }, fault);

    [Fact]
    public async Task What_cannot_be_made_is_refused_before_anybody_is_asked()
    {
        await RefusesAsync(Request with { HostName = string.Join('.', Enumerable.Repeat(new string('a', 62), 4)) }, TlsaFault.BadHostName);
        await RefusesAsync(Request with { Ports = [] }, TlsaFault.BadPort);
        await RefusesAsync(Request with { Ports = [25, 65536] }, TlsaFault.BadPort);
        await RefusesAsync(Request with { Connect = "192.0.2.1" }, TlsaFault.BadConnect);
        await RefusesAsync(Request with { Path = null, Connect = "mail.example.com" }, TlsaFault.BadConnect);
        await RefusesAsync(Request with { Path = null, Connect = "192.0.2.1:25", Ports = [25, 465] }, TlsaFault.BadConnect);
        await RefusesAsync(Request with { Path = TestData.PathOf("tlsa/rsa.pub.pem"), Selector = TlsaSelector.Cert }, TlsaFault.KeyWithoutCertificate);
        await RefusesAsync(Request with { NextPath = TestData.PathOf("tlsa/rsa.pub.pem"), Selector = TlsaSelector.Cert }, TlsaFault.KeyWithoutCertificate);
        await RefusesAsync(Request with { Usage = TlsaUsage.DaneTa }, TlsaFault.NoIssuer);
        Assert.Equal(0, _dns.Questions);
    }

    private void Publish(bool authenticated, params string[] published)
    {
        var owner = DnsName.Parse(Owner);
        var records = published.Select(text =>
        {
            var (numbers, file, selector) = (text[..5].Split(' '), text[(text.IndexOf('{') + 1)..text.IndexOf('/')], text[^2] - '0');
            return new TlsaRecord(owner, TimeSpan.FromHours(1), (byte)(numbers[0][0] - '0'), (byte)(numbers[1][0] - '0'), (byte)(numbers[2][0] - '0'), Convert.FromHexString(Digest(file, selector)));
        }).ToList();
        _dns.Put(new DnsAnswer { Name = owner, Type = DnsType.TLSA, Outcome = DnsOutcome.Answer, Records = records, AuthenticatedData = authenticated, Server = new IPEndPoint(IPAddress.Loopback, 53) });
    }

    private async Task RefusesAsync(TlsaRequest request, TlsaFault fault)
    {
        var problem = await Assert.ThrowsAsync<TlsaException>(() => BuildAllAsync(request));
        Assert.Equal(fault, problem.Fault);
        Assert.EndsWith(".", problem.Message, StringComparison.Ordinal);
    }

    private async Task<TlsaNewRecord> BuildAsync(TlsaRequest request) => Assert.Single(await BuildAllAsync(request));

    private async Task<List<TlsaNewRecord>> BuildAllAsync(TlsaRequest request, TimeProvider? time = null)
    {
        var records = new List<TlsaNewRecord>();
        await foreach (var record in new TlsaRecordBuilder(_dns, time ?? TimeProvider.System).BuildAsync(request, null, TestContext.Current.CancellationToken)) records.Add(record);
        return records;
    }

    /// <summary>The SHA-256 digest that openssl gives of a certificate (0) or its key (1).</summary>
    private static string Digest(string file, int selector) =>
        TestData.Rows("tlsa/associations.tsv").Single(row => row[0] == file && row[1] == $"{selector}" && row[2] == "1")[3].ToUpperInvariant();

    /// <summary>When no certificate of these tests is valid any more.</summary>
    private sealed class Late : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2090, 1, 1, 0, 0, 0, TimeSpan.Zero);
    }
}
