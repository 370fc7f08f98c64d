using System.Text.Json;
using SmtpAdmin.Interop.Tests.Peers;
using SmtpAdmin.Lab;
using SmtpAdmin.Smtp.Protocol;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.Interop.Tests.Relay;

/// <summary>What scripts send by: msmtp, and smtplib of Python.</summary>
public class ScriptsIntoRelayTests(PeerSet peers) : RelayInteropTests(peers)
{
    private static readonly string[] Bob = ["bob@interop.test"];

    [Fact]
    public async Task Smtplib_sends_eight_bits_over_STARTTLS_once_it_has_logged_in()
    {
        await using var sink = LabSmtpSink.Start();
        await using var relay = await RunningRelay.StartAsync(sink.EndPoint, options => options with { AllowNetworks = [] });
        var message = new SampleMessage();

        var features = await SendBySmtplibAsync(relay, message, "alice@interop.test", Bob, ["BODY=8BITMIME"], [], RunningRelay.UserName);

        await sink.WaitForMessagesAsync(1, Token);
        var arrived = Assert.Single(sink.Messages);
        AssertSame(message, arrived);
        Assert.Equal(SmtpBodyType.EightBitMime, arrived.Envelope.Mail.Body);
        Assert.Contains(" with ESMTPSA id ", ReceivedField(arrived), StringComparison.Ordinal);
        Assert.Equal(["8bitmime", "auth", "chunking", "dsn", "enhancedstatuscodes", "help", "limits", "pipelining", "size", "smtputf8"], features);
    }

    [Fact]
    public async Task Smtplib_sends_international_addresses()
    {
        await using var sink = LabSmtpSink.Start();
        await using var relay = await RunningRelay.StartAsync(sink.EndPoint);
        var message = new SampleMessage("\u00e4nn@interop.test", subject: "Gr\u00fc\u00dfe");

        await SendBySmtplibAsync(relay, message, "\u00e4nn@interop.test", ["j\u00f6rg@b\u00fccher.interop.test"], ["SMTPUTF8", "BODY=8BITMIME"], []);

        await sink.WaitForMessagesAsync(1, Token);
        var arrived = Assert.Single(sink.Messages);
        AssertSame(message, arrived);
        Assert.True(arrived.Envelope.Mail.SmtpUtf8);
        Assert.Equal(("\u00e4nn", "j\u00f6rg"), (arrived.Envelope.Mail.From.Address!.LocalPart, arrived.Envelope.Recipients[0].To.Address!.LocalPart));
        Assert.Contains(" with UTF8SMTPS id ", ReceivedField(arrived), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_parameters_of_DSN_are_passed_on_as_smtplib_sent_them()
    {
        await using var sink = LabSmtpSink.Start();
        await using var relay = await RunningRelay.StartAsync(sink.EndPoint);

        await SendBySmtplibAsync(relay, new SampleMessage(), "alice@interop.test", Bob, ["RET=HDRS", "ENVID=QQ+2B314159"], ["NOTIFY=SUCCESS,DELAY", "ORCPT=rfc822;Robert+2Bx@interop.test"]);

        await relay.WaitUntilEmptyAsync(Token);
        var envelope = Assert.Single(sink.Messages).Envelope; // and no report of ours: the sink promised to send it
        Assert.Equal((DsnReturn.Headers, "QQ+314159"), (envelope.Mail.Return, envelope.Mail.EnvelopeId));
        Assert.Equal((DsnNotify.Success | DsnNotify.Delay, "Robert+x@interop.test"), (envelope.Recipients[0].Notify, envelope.Recipients[0].OriginalRecipient!.Address));
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("login")]
    [InlineData("scram-sha-256")]
    public async Task Msmtp_logs_in_over_STARTTLS(string mechanism)
    {
        Peer.SkipUnlessAvailable("msmtp");
        await using var sink = LabSmtpSink.Start();
        await using var relay = await RunningRelay.StartAsync(sink.EndPoint, options => options with { AllowNetworks = [] });
        var message = new SampleMessage();

        var run = await MsmtpAsync(relay, message, "--tls-starttls=on", $"--auth={mechanism}", $"--user={RunningRelay.UserName}", $"--passwordeval=printf '%s\\n' '{RunningRelay.Password}'");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        await sink.WaitForMessagesAsync(1, Token);
        AssertSame(message, Assert.Single(sink.Messages));
        var login = await relay.WaitForAsync(SmtpTraceKind.Authenticated, Token);
        Assert.Equal(RunningRelay.UserName, login.User);
        Assert.Contains(mechanism, login.ToString(), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Msmtp_sends_over_TLS_from_the_first_octet_and_asks_for_reports()
    {
        Peer.SkipUnlessAvailable("msmtp");
        await using var sink = LabSmtpSink.Start();
        await using var relay = await RunningRelay.StartAsync(
            sink.EndPoint, options => options with { Listeners = [options.Listeners[0] with { Security = RelayListenerSecurity.Implicit }] });
        var message = new SampleMessage();

        var run = await MsmtpAsync(relay, message, "--tls-starttls=off", "--auth=off", "--dsn-notify=failure,delay", "--dsn-return=full");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        await sink.WaitForMessagesAsync(1, Token);
        var arrived = Assert.Single(sink.Messages);
        AssertSame(message, arrived);
        Assert.Equal((DsnReturn.Full, DsnNotify.Failure | DsnNotify.Delay), (arrived.Envelope.Mail.Return, arrived.Envelope.Recipients[0].Notify));
    }

    // A shell gives the message: octets that are no text.
    private Task<PeerCommand> MsmtpAsync(RunningRelay relay, SampleMessage message, params string[] arguments) => PeerCommand.RunAsync("/bin/sh",
        [
            "-c", "exec \"$@\" < \"$0\"", WriteFile("message", message.UnixOctets), PeerProgram.Known["msmtp"].Path, "--file=/dev/null",
            $"--host={relay.EndPoint.Address}", $"--port={Port(relay.EndPoint)}", "--domain=msmtp.interop.test", "--timeout=60",
            "--tls=on", $"--tls-trust-file={relay.AuthorityPath}", "--from=alice@interop.test", .. arguments, "--", .. Bob,
        ], Token);

    private async Task<IEnumerable<string?>> SendBySmtplibAsync(
        RunningRelay relay, SampleMessage message, string from, string[] to, string[] mailOptions, string[] recipientOptions, string user = "")
    {
        var job = new
        {
            host = relay.EndPoint.Address.ToString(),
            port = relay.EndPoint.Port,
            authority = relay.AuthorityPath,
            user,
            password = RunningRelay.Password,
            from,
            to,
            file = WriteFile("message", message.Octets),
            mailOptions,
            recipientOptions,
        };
        var result = await PythonScript.RunAsync("smtplib_client.py", [], JsonSerializer.Serialize(job), Token);
        Assert.Empty(result.GetProperty("refused").EnumerateObject());
        return result.GetProperty("features").EnumerateArray().Select(feature => feature.GetString());
    }
}
