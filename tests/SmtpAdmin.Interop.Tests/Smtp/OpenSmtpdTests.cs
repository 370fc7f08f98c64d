using SmtpAdmin.Interop.Tests.Peers;
using SmtpAdmin.Mime;
using SmtpAdmin.Smtp.Client;

namespace SmtpAdmin.Interop.Tests.Smtp;

public class OpenSmtpdTests(PeerSet peers) : SmtpInteropTests(peers)
{
    private OpenSmtpdPeer OpenSmtpd => Peers.OpenSmtpd;

    protected override PeerFixture Server => OpenSmtpd;

    [Fact]
    public async Task A_message_arrives_and_its_queue_id_is_in_the_log()
    {
        ComposedMessage? composed = null;
        var result = await RunAsync(Plain() with { Message = allowed => composed = Compose(Draft with { Body = "Gr\u00fc\u00dfe\n.\n..\n" })(allowed) });

        AssertSent(result);
        await OpenSmtpd.WaitForLogAsync($"smtp message msgid={result.QueueId} ", Token);
        var mail = await OpenSmtpd.WaitForMailAsync("bob", result.MessageId!, Token);
        Assert.Contains($"id {result.QueueId}", mail.Field("Received"), StringComparison.Ordinal);
        var expected = System.Text.Encoding.Latin1.GetString(composed!.Content.Span).Replace("\r\n", "\n", StringComparison.Ordinal);
        var actual = System.Text.Encoding.Latin1.GetString(mail.Octets);
        Assert.Equal(expected, actual[(actual.Length - expected.Length)..]);
    }

    [Fact]
    public async Task A_message_goes_through_STARTTLS()
    {
        if (!OpenSmtpd.TlsWorks) Assert.Skip("this opensmtpd cannot make a TLS handshake with its OpenSSL (OpenSMTPD issue 1171: 6.8.0p2 with OpenSSL 3)");

        var result = await RunAsync(Plain() with { Security = SmtpSecurity.StartTls });

        AssertSent(result);
        Assert.True(result.Tls!.Trusted);
        await OpenSmtpd.WaitForMailAsync("bob", result.MessageId!, Token);
    }

    [Fact]
    public async Task A_server_whose_handshake_breaks_is_told_from_one_that_is_not_trusted()
    {
        if (OpenSmtpd.TlsWorks) Assert.Skip("this opensmtpd makes its TLS handshakes");

        var result = await RunAsync(Plain() with { Security = SmtpSecurity.StartTls });

        Assert.Equal((SmtpTestStatus.Failed, SmtpStage.StartTls, SmtpFailureKind.TlsHandshake), (result.Status, result.FailedStage, result.FailureKind));
        Assert.StartsWith("TLS-", result.Findings[0].Code, StringComparison.Ordinal);
        Assert.DoesNotContain(result.Stages, stage => stage.Name == SmtpStage.MailFrom);
    }

    [Fact]
    public async Task Relaying_for_a_stranger_is_denied()
    {
        var result = await RunAsync(Plain() with { To = [EmailAddress.Parse("someone@elsewhere.example")] });

        Assert.Equal((SmtpTestStatus.Failed, SmtpStage.RcptTo, SmtpFailureKind.Reply), (result.Status, result.FailedStage, result.FailureKind));
        Assert.Equal(550, ReplyOf(result, SmtpStage.RcptTo).Code); // "Invalid recipient", whatever the reason
        Assert.NotEmpty(result.Findings);
    }

    private SmtpTestOptions Plain() => Options(OpenSmtpd.EndPoint, OpenSmtpd.Authority) with { Security = SmtpSecurity.None };
}
