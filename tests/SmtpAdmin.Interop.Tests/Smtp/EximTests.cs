using SmtpAdmin.Interop.Tests.Peers;
using SmtpAdmin.Mime;
using SmtpAdmin.Smtp.Client;

namespace SmtpAdmin.Interop.Tests.Smtp;

public class EximTests(PeerSet peers) : SmtpInteropTests(peers)
{
    private static readonly SaslCredentials Right = SaslCredentials.FromPassword(EximPeer.UserName, EximPeer.Password);

    private EximPeer Exim => Peers.Exim;

    protected override PeerFixture Server => Exim;

    [Fact]
    public async Task A_message_goes_through_STARTTLS_and_its_queue_id_is_in_the_log()
    {
        var result = await RunAsync(Exims());

        AssertSent(result);
        Assert.True(result.Tls!.Trusted);
        await Exim.WaitForLogAsync($"{result.QueueId} <= alice@interop.test", Token);
        var mail = await Exim.WaitForMailAsync("bob", result.MessageId!, Token);
        Assert.Contains($"id {result.QueueId}", mail.Field("Received"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("PLAIN")]
    [InlineData("LOGIN")]
    [InlineData("CRAM-MD5")]
    public async Task Who_logs_in_may_relay(string mechanism)
    {
        var result = await RunAsync(Exims() with { Credentials = Right, AuthMechanism = mechanism, To = [EmailAddress.Parse("someone@elsewhere.example")] });

        AssertSent(result);
        Assert.Empty(result.AuthMechanismsBeforeTls);
        Assert.Contains(" A=" + (mechanism == "CRAM-MD5" ? "cram" : mechanism.ToLowerInvariant()) + ":alice ", await Exim.WaitForLogAsync($"{result.QueueId} <= ", Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_password_is_said_to_be_one()
    {
        var result = await RunAsync(Exims() with { Credentials = SaslCredentials.FromPassword(EximPeer.UserName, "wrong") });

        AssertFailed(result, SmtpStage.Auth, SmtpFailureKind.Reply, "AUTH-BAD-CREDENTIALS");
        Assert.Equal(535, ReplyOf(result, SmtpStage.Auth).Code);
    }

    [Fact]
    public async Task Relaying_for_a_stranger_is_denied()
    {
        var result = await RunAsync(Exims() with { To = [EmailAddress.Parse("someone@elsewhere.example")] });

        AssertFailed(result, SmtpStage.RcptTo, SmtpFailureKind.Reply, "RELAY-DENIED");
        Assert.Equal((550, null), ReplyOf(result, SmtpStage.RcptTo)); // Exim gives no enhanced codes by itself
    }

    [Fact]
    public async Task A_recipient_that_nobody_knows_is_refused()
    {
        var result = await RunAsync(Exims() with { To = [EmailAddress.Parse("nobody@interop.test")] });

        AssertFailed(result, SmtpStage.RcptTo, SmtpFailureKind.Reply, "MAILBOX-UNKNOWN");
    }

    [Fact]
    public async Task Eight_bits_dots_and_an_attachment_arrive_octet_for_octet()
    {
        ComposedMessage? composed = null;
        var draft = Draft with
        {
            Body = "Gr\u00fc\u00dfe\n.\n..\nFrom here\n",
            Attachments = [new MessageAttachment("a.bin", "application/octet-stream", new byte[] { 0, 1, 2, 255, 13, 10, 46, 13, 10 })],
        };

        var result = await RunAsync(Exims() with { Message = allowed => composed = Compose(draft)(allowed) });

        AssertSent(result);
        var mail = await Exim.WaitForMailAsync("bob", result.MessageId!, Token);
        var expected = System.Text.Encoding.Latin1.GetString(composed!.Content.Span).Replace("\r\n", "\n", StringComparison.Ordinal);
        var actual = System.Text.Encoding.Latin1.GetString(mail.Octets);
        Assert.Equal(expected, actual[(actual.Length - expected.Length)..]);
    }

    private SmtpTestOptions Exims() => Options(Exim.EndPoint, Exim.Authority) with { Security = SmtpSecurity.StartTls };
}
