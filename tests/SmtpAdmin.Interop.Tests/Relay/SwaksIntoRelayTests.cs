using SmtpAdmin.Interop.Tests.Peers;
using SmtpAdmin.Lab;
using SmtpAdmin.Smtp.Protocol;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.Interop.Tests.Relay;

public class SwaksIntoRelayTests(PeerSet peers) : RelayInteropTests(peers)
{
    [Fact]
    public async Task A_message_arrives_octet_for_octet_under_one_Received()
    {
        await using var sink = LabSmtpSink.Start();
        await using var relay = await RunningRelay.StartAsync(sink.EndPoint);
        var message = new SampleMessage();

        var swaks = await SendAsync(relay, message, "--from", "alice@interop.test", "--to", "bob@interop.test");

        await sink.WaitForMessagesAsync(1, Token);
        var arrived = Assert.Single(sink.Messages);
        AssertSame(message, arrived);
        // swaks does not say what it sends; the relay has seen it.
        Assert.Equal(("<alice@interop.test>", SmtpBodyType.EightBitMime), (arrived.Envelope.Mail.From.ToString(), arrived.Envelope.Mail.Body));
        var received = ReceivedField(arrived);
        Assert.StartsWith("Received: from swaks.interop.test ([127.0.0.1]) by relay.interop.test with ESMTP id ", received, StringComparison.Ordinal);
        Assert.Contains($"queued as {IdIn(received)}", swaks.Output, StringComparison.Ordinal);
        await relay.WaitUntilEmptyAsync(Token);
    }

    [Theory]
    [InlineData("PLAIN")]
    [InlineData("LOGIN")]
    public async Task Who_logs_in_over_STARTTLS_may_send_where_nobody_else_may(string mechanism)
    {
        await using var sink = LabSmtpSink.Start();
        await using var relay = await RunningRelay.StartAsync(sink.EndPoint, options => options with { AllowNetworks = [] });
        var message = new SampleMessage(isEightBit: false);
        string[] envelope = ["--from", "alice@interop.test", "--to", "bob@interop.test"];
        string[] tls = ["--tls", "--tls-verify", "--tls-ca-path", relay.AuthorityPath, "--tls-sni", RunningRelay.HostName];
        string[] login = ["--auth", mechanism, "--auth-user", RunningRelay.UserName, "--auth-password"];

        var stranger = await TrySendAsync(relay, message, [.. tls, .. envelope]);
        var clear = await TrySendAsync(relay, message, [.. login, RunningRelay.Password, .. envelope]);
        var wrong = await TrySendAsync(relay, message, [.. tls, .. login, "wrong", .. envelope]);
        Assert.Equal((23, 28, 28), (stranger.ExitCode, clear.ExitCode, wrong.ExitCode)); // swaks: "error with MAIL", "error processing AUTH"
        Assert.Contains("530 5.7.0", stranger.Output, StringComparison.Ordinal);
        Assert.Contains("535 5.7.8", wrong.Output, StringComparison.Ordinal);
        await SendAsync(relay, message, [.. tls, .. login, RunningRelay.Password, .. envelope]);

        await sink.WaitForMessagesAsync(1, Token);
        var arrived = Assert.Single(sink.Messages);
        AssertSame(message, arrived);
        Assert.Contains(" with ESMTPSA id ", ReceivedField(arrived), StringComparison.Ordinal);
        var accepted = await relay.WaitForAsync(SmtpTraceKind.Accepted, Token);
        Assert.Equal(RunningRelay.UserName, accepted.User);
        Assert.StartsWith("TLS 1.", accepted.Tls, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TLS_from_the_first_octet_and_pipelining_bring_a_message_to_many()
    {
        await using var sink = LabSmtpSink.Start();
        await using var relay = await RunningRelay.StartAsync(
            sink.EndPoint, options => options with { Listeners = [options.Listeners[0] with { Security = RelayListenerSecurity.Implicit }] });
        var message = new SampleMessage();
        var recipients = Enumerable.Range(1, 250).Select(number => $"user{number}@interop.test").ToList();

        await SendAsync(relay, message, "--tls-on-connect", "--tls-verify", "--tls-ca-path", relay.AuthorityPath, "--pipeline", "--from", "<>", "--to", string.Join(',', recipients));

        await relay.WaitUntilEmptyAsync(Token);
        Assert.All(sink.Messages, arrived => AssertSame(message, arrived));
        Assert.All(sink.Messages, arrived => Assert.Null(arrived.Envelope.Mail.From.Address));
        Assert.Equal(recipients.Order(StringComparer.Ordinal), sink.Messages.SelectMany(arrived => arrived.Envelope.Recipients).Select(to => to.To.Address!.ToString()).Order(StringComparer.Ordinal));
        Assert.Equal(3, sink.MessageCount); // of one hundred recipients at most
    }

    [Fact]
    public async Task What_a_submission_lacks_is_added_below_Received()
    {
        await using var sink = LabSmtpSink.Start();
        await using var relay = await RunningRelay.StartAsync(sink.EndPoint);

        var swaks = await SwaksRunner.RunAsync(relay.EndPoint, "--from", "alice@interop.test", "--to", "bob@interop.test", "--data", @"Subject: bare\n\nbody\n");

        Assert.Equal((0, ""), (swaks.ExitCode, swaks.Error));
        await sink.WaitForMessagesAsync(1, Token);
        Assert.Matches(
            """^Received: [^\r]+(\r\n\t[^\r]+)*\r\nDate: \w{3}, [^\r]+ [+]0000\r\nMessage-ID: <\w+@relay\.interop\.test>\r\nSubject: bare\r\n\r\nbody\r\n(\r\n)?$""",
            Assert.Single(sink.Messages).Text);
    }

    private async Task<PeerCommand> SendAsync(RunningRelay relay, SampleMessage message, params string[] arguments)
    {
        var swaks = await TrySendAsync(relay, message, arguments);
        if (swaks.ExitCode != 0) Assert.Fail($"{swaks.Output}\n{swaks.Error}");
        return swaks;
    }

    // As it is: swaks would make the message its own otherwise.
    private Task<PeerCommand> TrySendAsync(RunningRelay relay, SampleMessage message, string[] arguments) =>
        SwaksRunner.RunAsync(relay.EndPoint, [.. arguments, "--no-data-fixup", "--data", "@" + WriteFile("message", message.DataOctets)]);

    private static string IdIn(string received) => received.Split(" id ")[1].Split(' ', ';', '\r')[0];
}
