using SmtpAdmin.Core.Tests.Fakes;
using SmtpAdmin.Dns;
using SmtpAdmin.Spf;

namespace SmtpAdmin.Core.Tests.Spf.Building;

public sealed class SpfProveTests
{
    private static readonly SpfBuildRequest Request = new() { Domain = "example.com", IPAddress = ["192.0.2.0/24"], Include = ["_spf.partner.example"] };

    private static readonly StubResolver Dns = new StubResolver().Txt("example.com", "v=spf1 +all").Txt("_spf.partner.example", "v=spf1 ip4:198.51.100.7 -all");

    [Fact]
    public async Task The_new_record_is_evaluated_and_not_what_is_published()
    {
        var record = await SpfBuild.MakeAsync(Request with { Prove = ["192.0.2.1=me@example.com", "198.51.100.7", "203.0.113.9=you@example.com"] }, Dns);
        Assert.Equal([SpfResult.Pass, SpfResult.Pass, SpfResult.Fail], record.Proof.Select(result => result.Result));
        Assert.Equal(["me@example.com", "postmaster@example.com", "you@example.com"], record.Proof.Select(result => result.MailFrom));
        Assert.False(record.Passed);
        var finding = Assert.Single(record.Findings, finding => finding.Code == "SPF-NEW-PROVE-NOT-PASSED");
        Assert.Equal(FindingSeverity.Warning, finding.Severity);
        Assert.Equal("203.0.113.9 does not pass for you@example.com: Fail. '-all' decides.", finding.Message);
    }

    [Fact]
    public async Task All_that_pass_make_it_pass()
    {
        var record = await SpfBuild.MakeAsync(Request with { Prove = ["192.0.2.1"] }, Dns);
        Assert.True(record.Passed);
        Assert.DoesNotContain("SPF-NEW-PROVE-NOT-PASSED", SpfBuild.CodesOf(record));
    }

    [Fact]
    public async Task Without_an_answer_it_is_unknown()
    {
        var dns = new StubResolver().Fails("_spf.partner.example", DnsType.TXT, DnsOutcome.Timeout);
        var record = await SpfBuild.MakeAsync(Request with { Prove = ["203.0.113.9"] }, dns);
        Assert.Equal(SpfResult.TempError, Assert.Single(record.Proof).Result);
        Assert.Contains("SPF-NEW-PROVE-UNKNOWN", SpfBuild.CodesOf(record));
    }

    [Theory]
    [InlineData("192.0.2.1=me@example.com", "192.0.2.1", "me@example.com", null)]
    [InlineData("192.0.2.1 me@example.com", "192.0.2.1", "me@example.com", null)]
    [InlineData("192.0.2.1=me@example.com mail.example.net", "192.0.2.1", "me@example.com", "mail.example.net")]
    [InlineData("2001:db8::1=<me@example.com>", "2001:db8::1", "me@example.com", null)]
    [InlineData("192.0.2.1=bounce+me=example.net@example.com", "192.0.2.1", "bounce+me=example.net@example.com", null)]
    [InlineData("192.0.2.1=<> example.com", "192.0.2.1", "", "example.com")]
    [InlineData(" 192.0.2.1 ", "192.0.2.1", "postmaster@example.com", null)]
    [InlineData("192.0.2.1=", "192.0.2.1", "postmaster@example.com", null)]
    [InlineData("192.0.2.1=ME@Example.COM.", "192.0.2.1", "ME@Example.COM.", null)]
    public void A_sender_is_an_address_then_a_mail_from_then_a_helo_name(string text, string address, string mailFrom, string? heloName)
    {
        Assert.True(SpfProveText.TryRead(text, "example.com", out var sender, out var problem), problem);
        Assert.Equal((address, mailFrom, heloName), (sender.IPAddress.ToString(), sender.MailFrom, sender.HeloName));
    }

    [Theory]
    [InlineData("me@example.com", null)]
    [InlineData("Macro Error@example.com", "JUMPIN' JUPITER")]
    [InlineData("", "example.com")]
    public void A_sender_as_text_is_the_same_sender(string mailFrom, string? heloName)
    {
        var sender = new SpfSender(System.Net.IPAddress.Parse("2001:db8::1"), mailFrom, heloName);
        Assert.True(SpfProveText.TryRead(SpfProveText.Of(sender), "example.com", out var read, out var problem), problem);
        Assert.Equal(sender, read);
    }

    [Theory]
    [InlineData("me@example.com")]
    [InlineData("")]
    [InlineData("192.0.2.1=a@example.com b c")]
    [InlineData("192.0.2.0/24=me@example.com")]
    [InlineData("192.0.2.1=me@example.net")]
    [InlineData("192.0.2.1=me@sub.example.com")]
    [InlineData("192.0.2.1=<>")]
    [InlineData("192.0.2.1=<> mail.example.com")]
    public async Task A_sender_that_says_nothing_of_the_record_is_refused(string text)
    {
        var refusal = await SpfBuild.RefuseAsync(Request with { Prove = [text] }, Dns);
        Assert.Equal((SpfRefusalCode.BadProve, text), (refusal.Code, refusal.Subject));
    }

    [Fact]
    public async Task Without_a_domain_the_sender_names_one()
    {
        var request = new SpfBuildRequest { IPAddress = ["192.0.2.1"] };
        Assert.Equal(SpfRefusalCode.BadProve, (await SpfBuild.RefuseAsync(request with { Prove = ["192.0.2.1"] })).Code);
        Assert.True((await SpfBuild.MakeAsync(request with { Prove = ["192.0.2.1=me@anything.example"] })).Passed);
    }

    [Fact]
    public async Task Without_lookups_only_a_record_that_needs_none_is_proved()
    {
        var refusal = await SpfBuild.RefuseAsync(Request with { Prove = ["192.0.2.1"], NoLookup = true }, Dns);
        Assert.Equal(SpfRefusalCode.ProveNeedsLookup, refusal.Code);
        var dns = new StubResolver();
        var record = await SpfBuild.MakeAsync(new SpfBuildRequest { Domain = "example.com", IPAddress = ["192.0.2.1"], Explanation = "why.example.com", Prove = ["192.0.2.1", "192.0.2.2"], NoLookup = true }, dns);
        Assert.Equal([SpfResult.Pass, SpfResult.Fail], record.Proof.Select(result => result.Result));
        Assert.Equal(0, dns.Questions);
    }
}
