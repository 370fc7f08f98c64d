using System.Net;
using SmtpAdmin.Core.Tests.Smtp.Client.Support;
using SmtpAdmin.Smtp.Client;

namespace SmtpAdmin.Core.Tests.Smtp.Client;

/// <summary>What a server does while a large message is on its way to it.</summary>
public class StalledMessageTests
{
    private const int Size = 200_000;
    private readonly ManualTime _time = new();

    [Fact]
    public async Task A_server_that_stops_reading_is_given_up_on_after_the_time_of_one_stage()
    {
        var server = new StallingStream(100_000, "") { OnStall = () => _time.Advance(TimeSpan.FromSeconds(30)) };
        var result = await SendAsync(server);
        AssertFailed(result, SmtpFailureKind.Timeout);
        Assert.Equal(TimeSpan.FromSeconds(30), _time.Elapsed);
        Assert.Matches("^Time was up after 30 s: the server stopped taking the message, of whose 200000 octets [0-9]+ were handed to the network\\.$", Data(result).Text);
    }

    [Fact]
    public async Task Each_block_has_the_time_of_a_stage()
    {
        // 12 blocks of 5 seconds are a minute: twice what one stage may take.
        var server = new StallingStream(int.MaxValue, "") { OnBlock = () => _time.Advance(TimeSpan.FromSeconds(5)) };
        var result = await SendAsync(server, TimeSpan.FromSeconds(20));
        Assert.DoesNotContain("stopped taking", Data(result).Text, StringComparison.Ordinal);
        Assert.Contains("the server took the message too slowly", Data(result).Text, StringComparison.Ordinal); // 20 s and 8 KiB a second as a whole
        Assert.InRange(_time.Elapsed.TotalSeconds, 40, 50);
    }

    [Theory]
    [InlineData("552 5.3.4 too big\r\n", 552)]
    [InlineData("421 4.3.2 going down\r\n", 421)]
    [InlineData("552-5.3.4 too\r\n552 5.3.4 big\r\n", 552)]
    public async Task A_refusal_in_the_middle_is_the_verdict_though_the_server_then_reads_nothing(string says, int code)
    {
        var result = await SendAsync(new StallingStream(100_000, says));
        AssertFailed(result, SmtpFailureKind.Reply);
        Assert.Equal(code, Data(result).Code);
        Assert.False(result.MessageMayBeAccepted);
        Assert.Equal(TimeSpan.Zero, _time.Elapsed);
        Assert.Contains(result.Transcript, entry => entry.Side == TranscriptSide.Server && entry.Text.StartsWith($"{code}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_refusal_under_the_last_block_is_the_verdict_too()
    {
        var result = await SendAsync(new StallingStream(Size - 1000, "554 5.6.0 no\r\n"));
        AssertFailed(result, SmtpFailureKind.Reply);
        Assert.Equal(554, Data(result).Code);
        Assert.False(result.MessageMayBeAccepted);
    }

    [Fact]
    public async Task A_refusal_that_waits_between_two_blocks_stops_the_sending()
    {
        StallingStream? server = null;
        server = new StallingStream(Size, "552 5.3.4 too big\r\n") { OnBlock = () => server!.SayNow() };
        var result = await SendAsync(server);
        Assert.Equal(552, Data(result).Code);
        Assert.InRange(server.Taken, 1, 40_000);
        Assert.Equal(SmtpStage.Data, result.Stages[^1].Name); // a QUIT would be text of the message to it
    }

    [Theory]
    [InlineData("250 2.0.0 taken\r\n", 250)]
    [InlineData("354 go on\r\n", 354)]
    public async Task A_good_word_before_the_end_is_no_verdict(string says, int code)
    {
        var result = await SendAsync(new StallingStream(100_000, says) { Resumes = true });
        AssertFailed(result, SmtpFailureKind.ProtocolViolation);
        Assert.Equal($"The server sent '{code}' before it had the whole message.", Data(result).Text);
        Assert.False(result.MessageMayBeAccepted);
    }

    [Fact]
    public async Task A_good_word_that_waits_before_the_last_block_is_no_verdict()
    {
        const int AllButTheLast = Size / 16384 * 16384;
        StallingStream? server = null;
        server = new StallingStream(Size, "250 2.0.0 taken\r\n")
        {
            OnBlock = () =>
            {
                if (server!.Taken == AllButTheLast) server.SayNow();
            },
        };
        var result = await SendAsync(server);
        AssertFailed(result, SmtpFailureKind.ProtocolViolation);
        Assert.False(result.MessageMayBeAccepted);
        Assert.Equal(AllButTheLast, server.Taken);
        Assert.Equal(SmtpStage.Data, result.Stages[^1].Name); // a QUIT would be text of the message to it
    }

    [Fact]
    public async Task A_good_word_that_overtakes_the_news_of_the_last_block_is_the_verdict()
    {
        var result = await SendAsync(new StallingStream(Size - 1000, "250 2.0.0 Ok: queued as 4bQ2Tz1Jkqz9Y\r\n") { Resumes = true });
        Assert.Equal((SmtpTestStatus.Sent, "4bQ2Tz1Jkqz9Y"), (result.Status, result.QueueId!));
        Assert.Single(result.Transcript, entry => entry.Text.StartsWith("250 2.0.0 Ok", StringComparison.Ordinal));
        Assert.True(result.Stages[^1] is { Name: SmtpStage.Quit, Succeeded: true });
    }

    [Fact]
    public async Task Half_a_reply_and_then_silence_is_a_timeout()
    {
        StallingStream? server = null;
        server = new StallingStream(100_000, "552-5.3.4 too") { OnStall = () => Task.Run(() => _time.Advance(TimeSpan.FromSeconds(30))) };
        AssertFailed(await SendAsync(server), SmtpFailureKind.Timeout);
    }

    private async Task<SmtpTestResult> SendAsync(StallingStream server, TimeSpan? stage = null)
    {
        var tester = new SmtpTester(new Fakes.StubResolver(), _time, new Connector(server));
        var options = TestBench.Options with
        {
            Timeouts = new SmtpTestTimeouts { Stage = stage ?? TimeSpan.FromSeconds(30) },
            Message = _ => TestBench.ComposedOf(string.Concat(Enumerable.Repeat("xxxxxxxx\r\n", Size / 10))),
        };
        var results = new List<SmtpTestResult>();
        await foreach (var result in tester.RunAsync(options, null, TestContext.Current.CancellationToken)) results.Add(result);
        return Assert.Single(results);
    }

    private static SmtpStageResult Data(SmtpTestResult result) => result.Stages.Single(stage => stage.Name == SmtpStage.Data);

    private static void AssertFailed(SmtpTestResult result, SmtpFailureKind kind) =>
        Assert.Equal((SmtpTestStatus.Failed, SmtpStage.Data, kind), (result.Status, result.FailedStage!.Value, result.FailureKind));

    private sealed class Connector(StallingStream server) : ISmtpConnector
    {
        public ValueTask<SmtpConnection> ConnectAsync(IPEndPoint remote, IPAddress? localAddress, CancellationToken cancellationToken) =>
            ValueTask.FromResult(new SmtpConnection(server, null, () => server.HasOutput));

        public bool HasRouteTo(IPAddress address) => true;
    }
}
