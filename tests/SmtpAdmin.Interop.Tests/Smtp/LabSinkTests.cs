using System.Globalization;
using System.Text;
using SmtpAdmin.Interop.Tests.Peers;
using SmtpAdmin.Lab;
using SmtpAdmin.Smtp.Protocol;

namespace SmtpAdmin.Interop.Tests.Smtp;

/// <summary>Other people's clients and the lab's sink, which stands on the server session that all of ours do.</summary>
public class LabSinkTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("PLAIN")]
    [InlineData("LOGIN")]
    [InlineData("CRAM-MD5")]
    public async Task Swaks_sends_through_STARTTLS_and_each_login(string mechanism)
    {
        Peer.SkipUnlessAvailable("swaks");
        await using var lab = await LabEnvironment.StartAsync(new LabEnvironmentOptions { RequireAuth = true }, TimeProvider.System, Token);
        using var directory = new PeerDirectory("swaks");
        var authority = directory.Write("ca.pem", lab.CaCertificate.ExportCertificatePem());

        var swaks = await SwaksRunner.RunAsync(lab.Sink.EndPoint,
        [
            "--tls", "--tls-verify", "--tls-ca-path", authority, "--tls-sni", LabEnvironment.MailHost,
            "--auth", mechanism, "--auth-user", LabEnvironment.UserName, "--auth-password", LabEnvironment.Password,
            "--from", "alice@interop.test", "--to", "bob@interop.test", "--body", "first line\n.\n..\nlast line",
        ]);

        Assert.Equal((0, ""), (swaks.ExitCode, swaks.Error));
        var message = Assert.Single(lab.Sink.Messages);
        Assert.Contains($"queued as {message.QueueId}", swaks.Output, StringComparison.Ordinal);
        Assert.Contains("235 2.7.0", swaks.Output, StringComparison.Ordinal);
        Assert.Contains("\r\n\r\nfirst line\r\n.\r\n..\r\nlast line\r\n", message.Text, StringComparison.Ordinal);
        Assert.Equal("alice@interop.test", message.Envelope.Mail.From.Address?.ToString());
    }

    [Fact]
    public async Task Swaks_is_refused_with_a_wrong_password()
    {
        Peer.SkipUnlessAvailable("swaks");
        await using var lab = await LabEnvironment.StartAsync(new LabEnvironmentOptions { RequireAuth = true }, TimeProvider.System, Token);

        var swaks = await SwaksRunner.RunAsync(lab.Sink.EndPoint,
            ["--tls", "--auth", "PLAIN", "--auth-user", LabEnvironment.UserName, "--auth-password", "wrong", "--from", "alice@interop.test", "--to", "bob@interop.test"]);

        Assert.Equal(28, swaks.ExitCode); // swaks: "error processing AUTH"
        Assert.Contains("535 5.7.8", swaks.Output, StringComparison.Ordinal);
        Assert.Empty(lab.Sink.Messages);
    }

    [Fact]
    public async Task Swaks_sends_with_implicit_TLS_and_pipelining()
    {
        Peer.SkipUnlessAvailable("swaks");
        await using var lab = await LabEnvironment.StartAsync(new LabEnvironmentOptions { ImplicitTls = true }, TimeProvider.System, Token);

        var swaks = await SwaksRunner.RunAsync(lab.Sink.EndPoint,
            ["--tls-on-connect", "--pipeline", "--from", "<>", "--to", "bob@interop.test,carol@interop.test"]);

        Assert.Equal((0, ""), (swaks.ExitCode, swaks.Error));
        var message = Assert.Single(lab.Sink.Messages);
        Assert.Equal(["<bob@interop.test>", "<carol@interop.test>"], message.Envelope.Recipients.Select(recipient => recipient.To.ToString()));
        Assert.Null(message.Envelope.Mail.From.Address);
    }

    [Fact]
    public async Task A_load_generator_gets_rid_of_all_its_messages()
    {
        Peer.SkipUnlessAvailable("postfix"); // whose package has smtp-source
        await using var sink = LabSmtpSink.Start(new LabSmtpSinkOptions { MaxKeptMessages = 500 });
        var source = Path.Combine(Path.GetDirectoryName(PeerProgram.Known["postfix"].Path)!, "smtp-source");

        var run = await PeerCommand.RunAsync(source,
            ["-s", "20", "-m", "500", "-l", "3000", "-d", "-f", "alice@interop.test", "-t", "bob@interop.test", "-M", "source.interop.test",
                string.Create(CultureInfo.InvariantCulture, $"inet:127.0.0.1:{sink.EndPoint.Port}")], Token);

        run.OrThrow("smtp-source");
        Assert.Equal(500, sink.MessageCount);
        Assert.All(sink.Messages, message => Assert.True(message.Content.Length >= 3000));
        Assert.Equal(500, sink.Messages.Select(message => message.QueueId).Distinct().Count());
    }
}
