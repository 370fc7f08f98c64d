using System.Text;
using SmtpAdmin.Core.Tests.Fakes;
using SmtpAdmin.Dkim;
using SmtpAdmin.Dns;
using static SmtpAdmin.Core.Tests.Dkim.Records.DkimKeySamples;

namespace SmtpAdmin.Core.Tests.Dkim.Records;

/// <summary>What a private key at hand makes known of its record.</summary>
public sealed class DkimKeyAtHandTests
{
    private const string Name = "mail._domainkey.example.com";
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Another_key_is_told_with_either_remedy_and_without_a_new_selector_of_the_same_name()
    {
        var finding = Assert.Single((await CheckAsync($"v=DKIM1; t=s; p={Rsa1024}")).Findings, finding => finding.Code == "DKIM-KEY-MISMATCH");
        Assert.Contains("If the record is right, sign with the private key that belongs to it.", finding.Remedy, StringComparison.Ordinal);
        Assert.Contains(Line("t=s; "), finding.Remedy, StringComparison.Ordinal);
        Assert.DoesNotContain("new selector", finding.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("v=DKIM1; k=rsa; t=y; p={cut}", "DKIM-KEY-CUT", "only the beginning", "t=y; ")]
    [InlineData("v=DKIM1; k=rsa; p=!!!", "DKIM-KEY-BASE64", "no base64", "")]
    [InlineData("v=DKIM1; k=rsa; p={rsa}AAAA", "DKIM-KEY-BROKEN", "cannot read", "")]
    [InlineData("v=DKIM1; k=rsa", "DKIM-NO-KEY", "p= is missing", "")]
    [InlineData("v=DKIM1; k=rsa; p={blank}", "DKIM-KEY-CHANGED", "a '+' became a blank", "")]
    [InlineData("v=DKIM1; k=rsa; p={othercut}", "DKIM-KEY-CHANGED", "differs from the pair of the private key at hand", "")]
    public async Task A_record_that_cannot_be_read_is_given_as_it_should_be(string record, string code, string words, string kept)
    {
        var finding = Assert.Single((await CheckAsync(Fill(record))).Findings, finding => finding.Code.StartsWith("DKIM-KEY", StringComparison.Ordinal) || finding.Code == "DKIM-NO-KEY");
        Assert.Equal((code, $"Publish it so: {Line(kept)}"), (finding.Code, finding.Remedy));
        Assert.Contains(words, finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Strings_in_another_order_are_told_so()
    {
        var report = await CheckAsync(GoodRecord[200..], GoodRecord[..100], GoodRecord[100..200]);
        var finding = Assert.Single(report.Findings, finding => finding.Code == "DKIM-KEY-CHANGED");
        Assert.Contains("its strings stand in another order", finding.Message, StringComparison.Ordinal);
        Assert.Equal($"Publish it so: {Line("")}", finding.Remedy);
    }

    [Fact]
    public async Task Blanks_in_place_of_plus_are_told_without_the_key_too()
    {
        var report = await new DkimRecordChecker(new StubResolver().Txt(Name, Fill("v=DKIM1; k=rsa; p={blank}")), TimeProvider.System)
            .CheckAsync(new DkimRecordQuery { Domain = "example.com", Selector = "mail" }, Token);
        Assert.Contains("a '+' became a blank", Assert.Single(report.Findings).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_worst_finding_is_the_first()
    {
        var report = await CheckAsync($"k=rsa; g=*; t=y; p={Rsa1024}");
        Assert.Equal(report.Findings.OrderByDescending(finding => finding.Severity), report.Findings);
        Assert.Equal((FindingSeverity.Error, FindingSeverity.Information), (report.Findings[0].Severity, report.Findings[^1].Severity));
    }

    private static async Task<DkimRecordReport> CheckAsync(params string[] strings)
    {
        var owner = DnsName.Parse(Name);
        var resolver = new StubResolver().Put(new DnsAnswer
        {
            Name = owner,
            Type = DnsType.TXT,
            Outcome = DnsOutcome.Answer,
            Records = [new TxtRecord(owner, TimeSpan.FromHours(1), [.. strings.Select(part => (ReadOnlyMemory<byte>)Encoding.Latin1.GetBytes(part))])],
        });
        var pair = await DkimKeyIdentity.ReadAsync(TestData.PathOf("dkim/keys/rsa.pem"), default, Token);
        return await new DkimRecordChecker(resolver, TimeProvider.System).CheckAsync(new DkimRecordQuery { Domain = "example.com", Selector = "mail", PrivateKey = pair with { IsOpenToAll = false } }, Token);
    }

    private static string Line(string kept) => TxtText.ZoneLine(DnsName.Parse(Name), TxtText.Split($"v=DKIM1; k=rsa; {kept}p={Rsa}"));

    private static string Fill(string text) => text.Replace("{rsa}", Rsa, StringComparison.Ordinal).Replace("{cut}", Rsa[..200], StringComparison.Ordinal)
        .Replace("{blank}", Rsa.Replace('+', ' '), StringComparison.Ordinal).Replace("{othercut}", Rsa1024[..100], StringComparison.Ordinal);
}
