using System.Net.Sockets;
using System.Text;
using SmtpAdmin.Core.Tests.Smtp.Client.Support;
using SmtpAdmin.Smtp.Client;

namespace SmtpAdmin.Core.Tests.Smtp.Client;

public class MisbehavingServerTests
{
    private const string EndPoint = "192.0.2.1:25";
    private readonly TestBench _bench = new();

    [Fact]
    public async Task No_banner_ends_with_the_stage()
    {
        Serve("", stream => stream.OnSilence = () => _bench.Time.Advance(TimeSpan.FromSeconds(30)));
        var result = await _bench.RunAsync(TestBench.Options);
        AssertFailed(result, SmtpStage.Banner, SmtpFailureKind.Timeout);
        Assert.Equal("Time was up after 30 s: nothing came.", result.Stages[^1].Text);
        Assert.Equal(30_000, result.DurationMs);
        Assert.Equal("BANNER-TIMEOUT", Assert.Single(result.Findings).Code);
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("S: 220 late, but plain", false)]
    [InlineData("S: \u0015\u0003\u0001", true)] // an alert refuses the handshake, but that is TLS
    [InlineData("S: \u0016\u0003\u0003", true)] // a handshake that begins and gets no further
    [InlineData("S: \u0016\u0009", false)]
    [InlineData("X: close", false)]
    [InlineData("X: reset", false)]
    public async Task A_port_without_a_greeting_is_asked_for_TLS_on_a_second_connection_and_within_its_limit(string second, bool expectsTls)
    {
        _bench.Network.On(EndPoint, () => new ScriptedStream(SmtpScript.Parse(_bench.Network.Streams.Count == 0 ? "" : second))
        {
            OnSilence = () => _bench.Time.Advance(TimeSpan.FromSeconds(_bench.Network.Streams.Count == 1 ? 30 : 5)),
        });
        var result = await _bench.RunAsync(TestBench.Options);
        AssertFailed(result, SmtpStage.Banner, SmtpFailureKind.Timeout);
        Assert.True(expectsTls == result.ExpectsTls, string.Join("\n", result.Transcript));
        Assert.Equal(expectsTls ? "BANNER-NEEDS-TLS" : "BANNER-TIMEOUT", Assert.Single(result.Findings).Code);
        Assert.Equal([EndPoint, EndPoint], _bench.Network.Tried);
        Assert.InRange(_bench.Time.Elapsed, TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(35));
        Assert.Contains("TLS handshake", result.Transcript[^1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_that_takes_no_second_connection_leaves_open_what_it_expects()
    {
        _bench.Network.On(EndPoint, () =>
        {
            if (_bench.Network.Streams.Count == 1) throw new SocketException((int)SocketError.ConnectionRefused);
            return new ScriptedStream(SmtpScript.Parse("")) { OnSilence = () => _bench.Time.Advance(TimeSpan.FromSeconds(30)) };
        });
        var result = await _bench.RunAsync(TestBench.Options);
        AssertFailed(result, SmtpStage.Banner, SmtpFailureKind.Timeout);
        Assert.False(result.ExpectsTls);
    }

    [Fact]
    public async Task A_cancelled_probe_of_TLS_gives_no_result()
    {
        using var cancel = new CancellationTokenSource();
        _bench.Network.On(EndPoint, () => new ScriptedStream(SmtpScript.Parse(""))
        {
            OnSilence = () =>
            {
                if (_bench.Network.Streams.Count == 1) _bench.Time.Advance(TimeSpan.FromSeconds(30));
                else cancel.Cancel();
            },
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var result in new SmtpTester(_bench.Resolver, _bench.Time, _bench.Network).RunAsync(TestBench.Options, null, cancel.Token)) Assert.Fail(result.ToString());
        });
        Assert.All(_bench.Network.Streams, stream => Assert.True(stream.Disposed));
    }

    [Fact]
    public async Task One_octet_a_second_does_not_stretch_the_stage()
    {
        _bench.Network.On(EndPoint, () => new ScriptedStream(SmtpScript.Parse("S: 220 mail.example.org ESMTP, which says much and says it slowly"))
        {
            ReadSize = 1,
            OnRead = () => _bench.Time.Advance(TimeSpan.FromSeconds(1)),
        });
        var result = await _bench.RunAsync(TestBench.Options);
        AssertFailed(result, SmtpStage.Banner, SmtpFailureKind.Timeout);
        Assert.Equal(TimeSpan.FromSeconds(30), _bench.Time.Elapsed);
        Assert.Equal("Time was up after 30 s: 29 octets of a reply came, without its end.", result.Stages[^1].Text);
        Assert.Contains(result.Transcript, entry => entry is { Side: TranscriptSide.Server, Text: "220 mail.example.org ESMTP, w" });
    }

    [Fact]
    public async Task A_banner_slow_within_the_limit_is_waited_for()
    {
        _bench.Network.On(EndPoint, () =>
        {
            var once = false;
            return new ScriptedStream(SmtpScript.Parse("S: 220 hi\nC: QUIT\nS: 221 bye"))
            {
                OnRead = () =>
                {
                    if (!once) _bench.Time.Advance(TimeSpan.FromSeconds(29));
                    once = true;
                },
            };
        });
        Assert.Equal(SmtpTestStatus.Stopped, (await _bench.RunAsync(TestBench.Options with { StopAfter = SmtpStage.Banner })).Status);
    }

    [Theory]
    [InlineData("220-never ends\r\n", "more than 512 lines")]
    [InlineData("x", "longer than 4096 octets")]
    [InlineData("220-", "longer than 4096 octets")]
    public async Task An_endless_banner_is_cut_off(string piece, string why)
    {
        _bench.Network.On(EndPoint, () => new ScriptedStream(SmtpScript.Parse("")) { Endless = Encoding.ASCII.GetBytes(piece), ReadSize = 4096 });
        var result = await _bench.RunAsync(TestBench.Options);
        AssertFailed(result, SmtpStage.Banner, SmtpFailureKind.ProtocolViolation);
        Assert.Contains(why, result.Stages[^1].Text, StringComparison.Ordinal);
        Assert.True(_bench.Network.Streams[0].Given <= 80 * 1024);
        Assert.True(result.Transcript.Sum(entry => entry.Text.Length) <= 80 * 1024);
    }

    [Fact]
    public async Task A_line_of_a_megabyte_in_a_multi_line_reply_is_cut_off()
    {
        Serve($"S: 220 hi\nC: EHLO client.example.org\nS: 250-mail\nS: 250-{new string('A', 1 << 20)}\nS: 250 END");
        var result = await _bench.RunAsync(TestBench.Options);
        AssertFailed(result, SmtpStage.Ehlo, SmtpFailureKind.ProtocolViolation);
        Assert.True(result.Stages[^1].Text.Length < 300);
        Assert.True(_bench.Network.Streams[0].Given <= 16 * 1024);
    }

    [Theory]
    [InlineData("HTTP/1.1 400 Bad Request")]
    [InlineData("SSH-2.0-OpenSSH_9.2p1")]
    [InlineData("* OK IMAP4rev1 ready")]
    [InlineData("+OK POP3 ready")]
    public async Task A_server_of_another_protocol_is_told_as_such(string greeting)
    {
        Serve($"S: {greeting}");
        var result = await _bench.RunAsync(TestBench.Options);
        AssertFailed(result, SmtpStage.Banner, SmtpFailureKind.ProtocolViolation);
        Assert.Equal($"The server sent a line that is no SMTP reply: '{greeting}'.", result.Stages[^1].Text);
        Assert.Contains(result.Transcript, entry => entry.Side == TranscriptSide.Server && entry.Text == greeting);
    }

    [Fact]
    public async Task Replies_before_their_time_are_a_violation()
    {
        Serve("S: 220 hi\nS: 250 and a reply to what nobody has asked");
        AssertFailed(await _bench.RunAsync(TestBench.Options), SmtpStage.Ehlo, SmtpFailureKind.ProtocolViolation);
        Assert.Empty(_bench.Network.Streams[0].Said);
    }

    [Fact]
    public async Task A_server_that_has_to_go_says_421_at_any_time()
    {
        Serve("S: 220 hi\nC: EHLO client.example.org\nS: 250 mail\nS: 421 4.3.2 shutting down\nX: close");
        var result = await _bench.RunAsync(TestBench.Options);
        AssertFailed(result, SmtpStage.MailFrom, SmtpFailureKind.Reply);
        Assert.Equal(421, result.Stages[^1].Code);
        Assert.Equal("4.3.2", result.Stages[^1].EnhancedCode);
    }

    [Fact]
    public async Task A_reset_is_a_closed_connection()
    {
        Serve("S: 220 hi\nC: EHLO client.example.org\nX: reset");
        AssertFailed(await _bench.RunAsync(TestBench.Options), SmtpStage.Ehlo, SmtpFailureKind.ConnectionClosed);
    }

    [Fact]
    public async Task Octets_behind_the_reply_to_STARTTLS_are_an_injection()
    {
        Serve("S: 220 hi\nC: EHLO client.example.org\nS: 250-mail\nS: 250 STARTTLS\nC: STARTTLS\nS: 220 go\nS: 250 AUTH PLAIN");
        var result = await _bench.RunAsync(TestBench.Options);
        AssertFailed(result, SmtpStage.StartTls, SmtpFailureKind.StartTlsInjection);
        Assert.Null(result.Tls);
        Assert.Equal("EHLO client.example.org|STARTTLS", string.Join('|', _bench.Network.Streams[0].Said));
    }

    [Fact]
    public async Task Octets_that_wait_behind_the_reply_to_STARTTLS_are_an_injection_too()
    {
        var script = SmtpScript.Parse("S: 220 hi\nC: EHLO client.example.org\nS: 250-mail\nS: 250 STARTTLS\nC: STARTTLS\nS: 220 go\nS: 250 AUTH PLAIN");
        _bench.Network.On(EndPoint, () => new ScriptedStream(script) { SplitAt = script.ServerLength - "250 AUTH PLAIN\r\n".Length });
        AssertFailed(await _bench.RunAsync(TestBench.Options), SmtpStage.StartTls, SmtpFailureKind.StartTlsInjection);
    }

    [Theory]
    [InlineData("", "nothing came")]
    [InlineData("X: close", "closed")]
    public async Task A_server_that_does_not_answer_STARTTLS_is_not_said_to_have_begun_a_handshake(string then, string told)
    {
        Serve(
            $"S: 220 hi\nC: EHLO client.example.org\nS: 250-hi\nS: 250 STARTTLS\nC: STARTTLS\n{then}",
            stream => stream.OnSilence = () => _bench.Time.Advance(TimeSpan.FromSeconds(30)));
        var result = await _bench.RunAsync(TestBench.Options);
        Assert.Equal(SmtpStage.StartTls, result.FailedStage);
        Assert.Contains(told, result.Stages[^1].Text, StringComparison.Ordinal);
        Assert.Equal("STARTTLS-NO-REPLY", Assert.Single(result.Findings).Code);
    }

    [Fact]
    public async Task A_TLS_handshake_that_is_not_answered_ends_with_the_stage()
    {
        Serve(
            "S: 220 hi\nC: EHLO client.example.org\nS: 250-mail\nS: 250 STARTTLS\nC: STARTTLS\nS: 220 go\nC: (anything)",
            stream => stream.OnSilence = () => _bench.Time.Advance(TimeSpan.FromSeconds(30)));
        AssertFailed(await _bench.RunAsync(TestBench.Options), SmtpStage.StartTls, SmtpFailureKind.Timeout);
    }

    [Fact]
    public async Task A_server_that_reads_nothing_is_given_up_on()
    {
        // The reply to EHLO never comes and the message of a test is not reached: the limit is that of the one stage.
        Serve("S: 220 hi\nC: EHLO client.example.org", stream => stream.OnSilence = () => _bench.Time.Advance(TimeSpan.FromSeconds(7)));
        var result = await _bench.RunAsync(TestBench.Options with { Timeouts = new SmtpTestTimeouts { Stage = TimeSpan.FromSeconds(7) } });
        AssertFailed(result, SmtpStage.Ehlo, SmtpFailureKind.Timeout);
        Assert.Equal(TimeSpan.FromSeconds(7), _bench.Time.Elapsed);
    }

    [Fact]
    public async Task Control_characters_never_reach_a_result()
    {
        Serve("S: 220 \u001b]0;owned\u0007hi\nC: EHLO client.example.org\nS: 250-mail\u001b[31m\nS: 250 X-\u001b[2J\nC: QUIT\nS: 221 \u009b bye");
        var result = await _bench.RunAsync(TestBench.Options with { StopAfter = SmtpStage.Ehlo });
        Assert.Equal(SmtpTestStatus.Stopped, result.Status);
        Assert.DoesNotContain(result.Transcript, entry => entry.Text.Any(char.IsControl));
        Assert.DoesNotContain(result.Stages, stage => stage.Text.Any(char.IsControl));
        Assert.DoesNotContain(result.Extensions, word => word.Any(char.IsControl));
    }

    [Theory]
    [InlineData("S: 220 hi\nC: EHLO client.example.org\nS: 150 what", SmtpFailureKind.ProtocolViolation)]
    [InlineData("S: 220 hi\nC: EHLO client.example.org\nS: 354 go on\nC: QUIT\nS: 221 bye", SmtpFailureKind.Reply)]
    [InlineData("S: 220 hi\nC: EHLO client.example.org\nS: 250-a\nS: 251 b", SmtpFailureKind.ProtocolViolation)]
    public async Task A_reply_that_does_not_fit_EHLO_fails_it(string script, SmtpFailureKind kind)
    {
        Serve(script);
        AssertFailed(await _bench.RunAsync(TestBench.Options), SmtpStage.Ehlo, kind);
    }

    [Fact]
    public async Task DATA_answered_with_250_is_no_invitation()
    {
        Serve("S: 220 hi\nC: EHLO client.example.org\nS: 250 m\nC: MAIL FROM:<a@example.org>\nS: 250 ok\nC: RCPT TO:<b@example.net>\nS: 250 ok\nC: DATA\nS: 250 ok\nC: QUIT\nS: 221 bye");
        var result = await _bench.RunAsync(TestBench.Options);
        AssertFailed(result, SmtpStage.Data, SmtpFailureKind.Reply);
        Assert.False(result.MessageMayBeAccepted);
    }

    [Fact]
    public async Task A_server_that_answers_before_it_has_the_message_is_told_as_such()
    {
        Serve("S: 220 hi\nC: EHLO client.example.org\nS: 250 m\nC: MAIL FROM:<a@example.org>\nS: 250 ok\nC: RCPT TO:<b@example.net>\nS: 250 ok\nC: DATA\nS: 354 go\nS: 250 2.0.0 ok");
        var result = await _bench.RunAsync(TestBench.Options);
        AssertFailed(result, SmtpStage.Data, SmtpFailureKind.ProtocolViolation);
        Assert.Equal("The server sent '250' before it had the whole message.", result.Stages[^1].Text);
        Assert.Equal("REPLY-BEFORE-MESSAGE", result.Findings[0].Code);
        Assert.DoesNotContain(result.Findings, finding => finding.Code == "MESSAGE-MAY-BE-ACCEPTED");
        Assert.False(result.MessageMayBeAccepted);
        Assert.Equal("DATA", _bench.Network.Streams[0].Said[^1]); // neither the message nor QUIT
        Assert.DoesNotContain(result.Transcript, entry => entry is { Side: TranscriptSide.Client, Text: "." });
    }

    [Fact]
    public async Task Port_25_that_does_not_answer_while_587_does_is_noted()
    {
        _bench.Network.Hangs(EndPoint, () => _bench.Time.Advance(TimeSpan.FromSeconds(30))).On("192.0.2.1:587", "S: 220 hi");
        var result = await _bench.RunAsync(TestBench.Options);
        AssertFailed(result, SmtpStage.Connect, SmtpFailureKind.ConnectTimeout);
        Assert.Equal(587, result.AlternatePortOpen);
        Assert.True(_bench.Network.Streams[0].Disposed);
    }

    [Fact]
    public async Task A_probe_of_587_that_hangs_does_not_hold_the_test_up()
    {
        _bench.Network.Fails(EndPoint, SocketError.ConnectionReset).Hangs("192.0.2.1:587", () => _bench.Time.Advance(TimeSpan.FromSeconds(5)));
        var result = await _bench.RunAsync(TestBench.Options);
        AssertFailed(result, SmtpStage.Connect, SmtpFailureKind.ConnectReset);
        Assert.Null(result.AlternatePortOpen);
        Assert.Equal(TimeSpan.FromSeconds(5), _bench.Time.Elapsed);
    }

    private void Serve(string script, Action<ScriptedStream>? prepare = null) => _bench.Network.On(EndPoint, () =>
    {
        var stream = new ScriptedStream(SmtpScript.Parse(script));
        prepare?.Invoke(stream);
        return stream;
    });

    private static void AssertFailed(SmtpTestResult result, SmtpStage stage, SmtpFailureKind kind)
    {
        Assert.Equal((SmtpTestStatus.Failed, stage, kind), (result.Status, result.FailedStage, result.FailureKind));
        Assert.Contains(result.Stages, entry => entry.Name == stage && !entry.Succeeded && entry.Text.Length > 0);
    }
}
