using FsCheck;
using FsCheck.Fluent;
using SmtpAdmin.Core.Tests.Fakes;
using SmtpAdmin.Core.Tests.Spf.Support;
using SmtpAdmin.Dns;
using SmtpAdmin.Spf;

namespace SmtpAdmin.Core.Tests.Spf.Checking;

/// <summary>RFC 7208 section 9.1: the Received-SPF header field.</summary>
public sealed class SpfReceivedHeaderTests
{
    [Theory]
    [InlineData("v=spf1 ip4:192.0.2.3 -all", "pass", "mechanism=ip4")]
    [InlineData("v=spf1 -all", "fail", "mechanism=all")]
    [InlineData("v=spf1 ~mx ~all", "softfail", "mechanism=all")]
    [InlineData("v=spf1", "neutral", "mechanism=default")]
    [InlineData("hello", "none", null)]
    [InlineData("v=spf1 foo", "permerror", "problem=")]
    public async Task It_says_the_result_who_was_checked_and_why(string record, string result, string? because)
    {
        var dns = new StubResolver().Txt(SpfRun.Domain, record);
        var header = ReceivedSpf.Parse((await SpfRun.CheckAsync(dns, helo: "mail.example.com", options: new SpfCheckOptions { Receiver = "mx.example.net" })).ReceivedSpf);
        Assert.Equal(result, header.Result);
        Assert.Contains("192.0.2.3", header.Comment + header["client-ip"], StringComparison.Ordinal);
        Assert.Equal(
            ("mx.example.net", "mailfrom", "192.0.2.3", SpfRun.MailFrom, "mail.example.com"),
            (header["receiver"], header["identity"], header["client-ip"], header["envelope-from"], header["helo"]));
        Assert.Equal(because?.Split('=')[0], header.Pairs[^1].Key is "mechanism" or "problem" ? header.Pairs[^1].Key : null);
        if (because is not null && !because.EndsWith('=')) Assert.Equal(because.Split('=')[1], header["mechanism"]);
    }

    [Fact]
    public async Task A_temporary_error_has_its_problem()
    {
        var result = await SpfRun.CheckAsync(new StubResolver().Fails(SpfRun.Domain, DnsType.TXT, DnsOutcome.Timeout));
        var header = ReceivedSpf.Parse(result.ReceivedSpf);
        Assert.Equal(("temperror", result.Problem!.Message, "unknown"), (header.Result, header["problem"], header["receiver"]));
    }

    [Fact]
    public async Task Of_the_null_sender_the_HELO_name_is_the_identity()
    {
        var header = ReceivedSpf.Parse((await SpfRun.CheckAsync(new StubResolver().Txt("helo.example.com", "v=spf1 -all"), SpfRun.IPv6, "", "helo.example.com")).ReceivedSpf);
        Assert.Equal(("helo", "helo.example.com", SpfRun.IPv6), (header["identity"], header["helo"], header["client-ip"]));
        Assert.DoesNotContain(header.Pairs, pair => pair.Key == "envelope-from");
    }

    [Fact]
    public void Whatever_the_sender_says_the_header_is_one_line_that_follows_the_grammar() =>
        Prop.ForAll(Arb.From(Gen.Zip(Text, Text)), texts =>
        {
            var (local, helo) = texts;
            var result = new SpfCheckResult { IPAddress = System.Net.IPAddress.Loopback, MailFrom = $"{local}@x.example", HeloName = helo, Result = SpfResult.None, Domain = "x.example", Receiver = local };
            var header = ReceivedSpf.Parse(result.ReceivedSpf);
            return header["client-ip"] == "127.0.0.1" && !result.ReceivedSpf.Any(character => char.IsControl(character));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    private static Gen<string> Text => Gen.Elements("ab.\"\\();=@\r\n\t \0\u00fc\u2028\u202e%~".ToCharArray()).ArrayOf().Select(characters => new string(characters));
}
