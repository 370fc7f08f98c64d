using SmtpAdmin.Interop.Tests.Peers;
using SmtpAdmin.Mime;
using SmtpAdmin.Smtp.Client;

namespace SmtpAdmin.Interop.Tests.Smtp;

public class PostfixRefusalTests(PeerSet peers) : SmtpInteropTests(peers)
{
    private PostfixPeer Postfix => Peers.Postfix;

    protected override PeerFixture Server => Postfix;

    [Fact]
    public async Task Relaying_for_a_stranger_is_denied()
    {
        var result = await RunAsync(Submission() with { To = [EmailAddress.Parse("someone@elsewhere.example")] });

        AssertFailed(result, SmtpStage.RcptTo, SmtpFailureKind.Reply, "RELAY-DENIED");
        Assert.Equal((554, "5.7.1"), ReplyOf(result, SmtpStage.RcptTo));
        Assert.Equal(221, ReplyOf(result, SmtpStage.Quit).Code);
        Assert.Null(result.QueueId);
    }

    [Fact]
    public async Task A_recipient_that_nobody_knows_is_refused()
    {
        var result = await RunAsync(Submission() with { To = [EmailAddress.Parse("nobody@interop.test")] });

        AssertFailed(result, SmtpStage.RcptTo, SmtpFailureKind.Reply, "MAILBOX-UNKNOWN");
        Assert.Equal((550, "5.1.1"), ReplyOf(result, SmtpStage.RcptTo));
    }

    [Fact]
    public async Task Of_several_recipients_the_known_ones_get_the_message()
    {
        var carol = EmailAddress.Parse("carol@interop.test");

        var result = await RunAsync(Submission() with { To = [Bob, EmailAddress.Parse("nobody@interop.test"), carol] });

        AssertFailed(result, SmtpStage.RcptTo, SmtpFailureKind.Reply, "MAILBOX-UNKNOWN");
        Assert.Equal([250, 550, 250], result.Stages.Where(stage => stage.Name == SmtpStage.RcptTo).Select(stage => stage.Code));
        Assert.NotNull(result.QueueId);
        Assert.Contains(result.QueueId, (await Postfix.WaitForMailAsync("bob", result.MessageId!, Token)).Header, StringComparison.Ordinal);
        Assert.Contains(result.QueueId, (await Postfix.WaitForMailAsync("carol", result.MessageId!, Token)).Header, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_over_the_limit_is_not_even_offered()
    {
        var result = await RunAsync(Submission() with { Message = Compose(Draft with { Body = Lines(PostfixPeer.SizeLimit + 1000) }) });

        AssertFailed(result, SmtpStage.MailFrom, SmtpFailureKind.MessageTooBig, "MESSAGE-TOO-BIG");
        Assert.DoesNotContain(result.Transcript, entry => entry.Text.StartsWith("MAIL ", StringComparison.Ordinal));
        Assert.Equal(PostfixPeer.SizeLimit, result.MaxSize);
    }

    [Fact]
    public async Task A_limit_that_was_not_announced_shows_behind_the_message()
    {
        var result = await RunAsync(Options(Postfix[PostfixService.Small], Postfix.Authority) with { Message = Compose(Draft with { Body = Lines(20_000) }) });

        AssertFailed(result, SmtpStage.Data, SmtpFailureKind.Reply, "MESSAGE-TOO-BIG");
        Assert.Equal((552, "5.3.4"), ReplyOf(result, SmtpStage.Data));
        Assert.Null(result.MaxSize);
    }

    [Fact]
    public async Task Greylisting_is_no_error()
    {
        var result = await RunAsync(Options(Postfix[PostfixService.Greylisting], Postfix.Authority));

        AssertFailed(result, SmtpStage.RcptTo, SmtpFailureKind.Reply, "GREYLISTED");
        Assert.Equal(FindingSeverity.Warning, result.Findings[0].Severity);
        Assert.Equal((450, "4.2.0"), ReplyOf(result, SmtpStage.RcptTo));
    }

    [Fact]
    public async Task What_a_server_does_not_offer_is_not_asked_of_it()
    {
        var plain = Options(Postfix[PostfixService.Plain], null);
        var international = EmailAddress.Parse("gr\u00e5@interop.test");

        var dsn = await RunAsync(plain with { Dsn = SmtpAdmin.Smtp.Protocol.DsnNotify.Success });
        var utf8 = await RunAsync(plain with { To = [international], Message = Compose(Draft with { To = [new NamedAddress("", international)] }) });
        var requireTls = await RunAsync(Submission() with { RequireTls = true });

        foreach (var result in (SmtpTestResult[])[dsn, utf8, requireTls])
        {
            Assert.Equal((SmtpTestStatus.Failed, SmtpStage.MailFrom, SmtpFailureKind.ExtensionNotOffered), (result.Status, result.FailedStage, result.FailureKind));
            Assert.Equal("EXTENSION-NOT-OFFERED", result.Findings[0].Code);
        }
    }

    [Theory]
    [InlineData(SmtpStage.Connect)]
    [InlineData(SmtpStage.Banner)]
    [InlineData(SmtpStage.Ehlo)]
    [InlineData(SmtpStage.StartTls)]
    [InlineData(SmtpStage.Auth)]
    [InlineData(SmtpStage.MailFrom)]
    [InlineData(SmtpStage.RcptTo)]
    public async Task A_probe_stops_where_it_was_told_to(SmtpStage last)
    {
        var result = await RunAsync(Submission() with
        {
            StopAfter = last,
            Credentials = SaslCredentials.FromPassword(DovecotSasl.UserName, DovecotSasl.Password),
        });

        Assert.Equal((SmtpTestStatus.Stopped, null), (result.Status, result.FailedStage));
        Assert.Equal(last, result.Stages.Where(stage => stage.Name != SmtpStage.Quit).Max(stage => stage.Name));
        Assert.Null(result.QueueId);
        Assert.DoesNotContain(result.Transcript, entry => entry.Text == "DATA");
    }

    private SmtpTestOptions Submission() => Options(Postfix[PostfixService.Submission], Postfix.Authority) with { Security = SmtpSecurity.StartTls };

    private static string Lines(int octets) => string.Concat(Enumerable.Repeat(new string('x', 70) + "\n", octets / 71 + 1));
}
