using System.Net.Sockets;
using SmtpAdmin.Core.Tests.Smtp.Client.Support;
using SmtpAdmin.Core.Tests.Smtp.Relay.Delivery.Support;
using SmtpAdmin.Smtp.Client;
using SmtpAdmin.Smtp.Relay;
using static SmtpAdmin.Core.Tests.Smtp.Relay.Delivery.Support.DeliveryScript;

namespace SmtpAdmin.Core.Tests.Smtp.Relay.Delivery;

public sealed class ConnectionLossTests
{
    [Theory]
    [InlineData("X: close")]
    [InlineData("X: reset")]
    [InlineData("S: 2")]
    [InlineData(Greeting + "C: EHLO relay.example.org\nX: close")]
    [InlineData(Greeting + "C: EHLO relay.example.org\nX: reset")]
    [InlineData(Hello + Envelope + "X: close")]
    [InlineData(Hello + Envelope + "S: 250 ok\nX: close")]
    [InlineData(Hello + Envelope + "S: 250 ok\nS: 250 ok\nX: close")]
    [InlineData(Hello + Envelope + "S: 250 ok\nS: 250 ok\nX: reset")]
    [InlineData(Hello + Envelope + "S: 250 ok\nS: 250 ok\nS: 354 go on\nX: close")]
    [InlineData(Hello + Envelope + "S: 250 ok\nS: 250 ok\nS: 354 go on\nX: reset")]
    [InlineData(Slow + "C: MAIL FROM:<me@example.org>\nX: close")]
    [InlineData(Slow + "C: MAIL FROM:<me@example.org>\nS: 250 ok\nC: RCPT TO:<b@example.net>\nX: close")]
    [InlineData(Slow + "C: MAIL FROM:<me@example.org>\nS: 250 ok\nC: RCPT TO:<b@example.net>\nS: 250 ok\nC: DATA\nX: close")]
    public async Task A_connection_that_is_lost_before_the_message_was_sent_puts_it_off(string script)
    {
        var (results, _, _) = await DeliveryBench.PlayAsync(script, DeliveryBench.Envelope("b@example.net"));

        var result = Assert.Single(results);
        Assert.Equal(DeliveryOutcome.Deferred, result.Outcome);
        Assert.StartsWith("4.", result.Status, StringComparison.Ordinal);
        Assert.False(result.IsReply);
        Assert.Equal("192.0.2.1", result.Server);
        Assert.DoesNotContain("may have been delivered", result.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("X: close")]
    [InlineData("X: reset")]
    [InlineData("S: 25\nX: close")]
    [InlineData("S: what is this")]
    public async Task Without_a_reply_to_the_message_it_may_have_been_delivered(string end)
    {
        var (results, server, _) = await DeliveryBench.PlayAsync(Hello + Message + end, DeliveryBench.Envelope("b@example.net"));

        var result = Assert.Single(results);
        Assert.Equal((DeliveryOutcome.Deferred, "4.4.2"), (result.Outcome, result.Status));
        Assert.Contains("may have been delivered", result.Text, StringComparison.Ordinal);
        Assert.EndsWith("\r\n.\r\n", server.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Hello + UpToMessage + "S: 250 taken", "'250' before it had the whole message")]
    [InlineData(Slow + "C: MAIL FROM:<me@example.org>\nS: 250 ok\nC: RCPT TO:<b@example.net>\nS: 250 ok\nC: DATA\nS: 354 go on\nS: 250 taken", "'250' before it had the whole message")]
    [InlineData(Hello + "S: 250 ok\nS: 250 ok\nS: 354 go on\nS: 250 taken", "'250' before it was asked for anything behind MAIL")]
    [InlineData(Slow + "C: MAIL FROM:<me@example.org>\nS: 250 ok\nS: 250 ok\nS: 354 go on\nS: 250 taken", "'250' before it was asked for anything behind RCPT")]
    [InlineData(Slow + "C: MAIL FROM:<me@example.org>\nS: 250 ok\nC: RCPT TO:<b@example.net>\nS: 250 ok\nS: 354 go on\nS: 250 taken", "'354' before it was asked for anything behind DATA")]
    public async Task A_good_word_before_its_time_delivers_nothing_and_ends_the_conversation(string script, string text)
    {
        foreach (var body in new[] { DeliveryBench.Body, new string('x', 300_000) })
        {
            var (results, server, _) = await DeliveryBench.PlayAsync(script, DeliveryBench.Envelope("b@example.net"), body);

            var result = Assert.Single(results);
            Assert.Equal((DeliveryOutcome.Deferred, "4.5.0", SmtpFailureKind.ProtocolViolation, false), (result.Outcome, result.Status, result.FailureKind, result.IsReply));
            Assert.Contains(text, result.Text, StringComparison.Ordinal);
            Assert.DoesNotContain("may have been delivered", result.Text, StringComparison.Ordinal);
            Assert.True(server.Finished); // and the script lets nothing more be said, neither QUIT nor the message
            Assert.Empty(server.Message);
        }
    }

    [Fact]
    public async Task The_next_message_is_not_said_into_one_that_was_called_taken_before_it_was_sent()
    {
        var first = new ScriptedStream(SmtpScript.Parse(Hello + UpToMessage + "S: 250 taken\n"));
        var second = new ScriptedStream(SmtpScript.Parse(Hello + Message + "S: 250 second\n" + Quit));
        await using var bench = new DeliveryBench { Network = new TestNetwork().On(DeliveryBench.SmartHost, first, second) };
        var numbers = bench.AddMany(2);

        Assert.Equal(DeliveryOutcome.Deferred, Assert.Single(await bench.Queue.ResultsAsync(numbers[0], TestContext.Current.CancellationToken)).Outcome);
        Assert.Equal("250 second", Assert.Single(await bench.Queue.ResultsAsync(numbers[1], TestContext.Current.CancellationToken)).Text);
        await bench.StopAsync();
        Assert.Equal("DATA", first.Said[^1]);
        Assert.True(second.Finished);
    }

    [Theory]
    [InlineData("S: 354 go on", "The server sent '354 go on' out of turn behind MAIL.")]
    [InlineData("S: 250 ok\nS: 354 go on", "The server sent '354 go on' out of turn behind RCPT.")]
    [InlineData("S: 250 ok\nS: 250 ok\nS: 250 why not", "The server sent '250 why not' out of turn behind DATA.")]
    [InlineData("S: 250 ok\nS: 250 ok\nS: 250 one too many\nS: 354 go on", "The server sent '250 one too many' out of turn behind DATA.")]
    [InlineData("S: 250 ok\nS: 250 ok\nS: 334 dGVzdA==", "The server sent '334 dGVzdA==' out of turn behind DATA.")]
    public async Task A_good_word_that_does_not_fit_is_an_error_of_the_protocol_and_ends_the_conversation(string replies, string text)
    {
        var (results, server, _) = await DeliveryBench.PlayAsync(Hello + Envelope + replies, DeliveryBench.Envelope("b@example.net"));

        var result = Assert.Single(results);
        Assert.Equal((DeliveryOutcome.Deferred, "4.5.0", SmtpFailureKind.ProtocolViolation, false), (result.Outcome, result.Status, result.FailureKind, result.IsReply));
        Assert.Equal(text, result.Text);
        Assert.Equal("DATA", server.Said[^1]); // a QUIT might be text of a message to it
    }

    [Fact]
    public async Task A_good_word_behind_the_message_that_does_not_fit_leaves_open_whether_it_was_taken()
    {
        var (results, _, _) = await DeliveryBench.PlayAsync(Hello + Message + "S: 354 what", DeliveryBench.Envelope("b@example.net"));

        var result = Assert.Single(results);
        Assert.Equal((DeliveryOutcome.Deferred, "4.4.2", false), (result.Outcome, result.Status, result.IsReply));
        Assert.StartsWith("The server sent '354 what' out of turn behind the message.", result.Text, StringComparison.Ordinal);
        Assert.Contains("may have been delivered", result.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("S: 250 mx.example.net\nC: QUIT\nS: 221 bye")]
    [InlineData(Greeting + "C: EHLO relay.example.org\nS: 354 go on\nC: QUIT\nS: 221 bye")]
    public async Task A_good_word_that_does_not_fit_is_no_status_of_a_failure_as_a_session_opens_either(string script)
    {
        var (results, _, _) = await DeliveryBench.PlayAsync(script, DeliveryBench.Envelope("b@example.net"));

        var result = Assert.Single(results);
        Assert.Equal((DeliveryOutcome.Deferred, "4.5.0", false), (result.Outcome, result.Status, result.IsReply));
        Assert.Contains("out of turn", result.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wherever_the_server_stops_speaking_a_message_is_delivered_only_where_its_whole_reply_came()
    {
        var script = SmtpScript.Parse(Hello + Message + Taken + Quit);
        var taken = script.ServerLength - "221 bye\r\n".Length;
        for (var cut = 0; cut < script.ServerLength; cut++)
        {
            var server = new ScriptedStream(script) { CutAt = cut, CutCloses = true };
            await using var bench = new DeliveryBench { Network = new TestNetwork().On(DeliveryBench.SmartHost, server) };
            var result = await bench.DeliverAsync();
            await bench.StopAsync();

            Assert.Equal(cut >= taken ? DeliveryOutcome.Delivered : DeliveryOutcome.Deferred, result.Outcome);
            Assert.Equal(server.Message.Length > 0 && cut < taken, result.Text.Contains("may have been delivered", StringComparison.Ordinal));
            Assert.True(server.Disposed);
            Assert.Equal(0, bench.Spool.Open);
        }
    }

    [Fact]
    public async Task Wherever_a_reply_is_split_the_message_is_delivered()
    {
        var script = SmtpScript.Parse(Hello + Message + Taken + Quit);
        for (var split = 0; split < script.ServerLength; split++)
        {
            var server = new ScriptedStream(script) { SplitAt = split };
            await using var bench = new DeliveryBench { Network = new TestNetwork().On(DeliveryBench.SmartHost, server) };
            Assert.Equal(DeliveryOutcome.Delivered, (await bench.DeliverAsync()).Outcome);
            await bench.StopAsync();
            Assert.True(server.Finished);
        }
    }

    [Theory]
    [InlineData("")] // the server's timer was faster than ours
    [InlineData("S: 421 4.4.2 idle too long\nX: close\n")]
    [InlineData("X: close\n")]
    [InlineData("X: reset\n")]
    public async Task A_connection_that_was_idle_and_is_dead_costs_a_message_nothing(string end)
    {
        var first = new ScriptedStream(SmtpScript.Parse(Hello + Message + Taken + (end.Length > 0 ? end : Envelope + "X: close\n")));
        var second = new ScriptedStream(SmtpScript.Parse(Hello + Message + "S: 250 second\n" + Quit));
        await using var bench = new DeliveryBench { Network = new TestNetwork().On(DeliveryBench.SmartHost, first, second) };

        Assert.Equal(DeliveryOutcome.Delivered, (await bench.DeliverAsync()).Outcome);
        var result = await bench.DeliverAsync();
        await bench.StopAsync();

        Assert.Equal((DeliveryOutcome.Delivered, "250 second"), (result.Outcome, result.Text));
        Assert.True(first.Disposed);
        Assert.Equal(2, bench.Queue.Taken.Count);
        Assert.Null(Assert.Single(bench.Engine.Figures).LastError);
    }

    [Fact]
    public async Task A_reply_421_to_a_later_message_on_a_connection_is_no_fault_of_that_message()
    {
        var first = new ScriptedStream(SmtpScript.Parse(Hello + Message + Taken + Envelope + "S: 421 4.7.0 enough of you\nX: close\n"));
        var second = new ScriptedStream(SmtpScript.Parse(Hello + Message + "S: 250 second\n" + Quit));
        await using var bench = new DeliveryBench { Network = new TestNetwork().On(DeliveryBench.SmartHost, first, second) };

        await bench.DeliverAsync();
        Assert.Equal("250 second", (await bench.DeliverAsync()).Text);
        await bench.StopAsync();
    }

    [Fact]
    public async Task A_connection_that_dies_within_a_later_message_puts_that_message_off()
    {
        var first = new ScriptedStream(SmtpScript.Parse(Hello + Message + Taken + Envelope + "S: 250 ok\nX: close\n"));
        await using var bench = new DeliveryBench { Network = new TestNetwork().On(DeliveryBench.SmartHost, first) };

        await bench.DeliverAsync();
        var result = await bench.DeliverAsync();

        Assert.Equal((DeliveryOutcome.Deferred, "4.4.2"), (result.Outcome, result.Status));
        Assert.Single(bench.Network.Tried);
    }

    [Fact]
    public async Task The_neighbours_of_a_message_that_lost_its_connection_are_delivered_at_once()
    {
        var first = new ScriptedStream(SmtpScript.Parse(Hello + Message + "X: close"));
        var second = new ScriptedStream(SmtpScript.Parse(Hello + Message + "S: 250 second\n" + Message + "S: 250 third\n" + Quit));
        await using var bench = new DeliveryBench { Network = new TestNetwork().On(DeliveryBench.SmartHost, first, second) };
        long[] numbers = [bench.Add(DeliveryBench.Envelope("b@example.net")), bench.Add(DeliveryBench.Envelope("b@example.net")), bench.Add(DeliveryBench.Envelope("b@example.net"))];

        var results = new List<string>();
        foreach (var number in numbers) results.Add(Assert.Single(await bench.Queue.ResultsAsync(number, TestContext.Current.CancellationToken)).Outcome.ToString());
        await bench.StopAsync();

        Assert.Equal(["Deferred", "Delivered", "Delivered"], results);
        Assert.True(second.Finished);
    }

    [Theory]
    [InlineData("S: 421 4.3.2 going down\nX: close", "4.3.2")]
    [InlineData("S: 250 ok\nS: 421 too many errors\nX: close", "4.3.2")]
    [InlineData("S: 250 ok\nS: 250 ok\nS: 421 4.3.0 no disk\nX: close", "4.3.0")]
    [InlineData("S: 250 ok\nS: 250 ok\nS: 354 go on\nC: (message)\nS: 421 4.3.1 no\nX: close", "4.3.1")]
    public async Task The_server_may_go_with_421_at_any_time(string end, string status)
    {
        var (results, _, bench) = await DeliveryBench.PlayAsync(Hello + Envelope + end, DeliveryBench.Envelope("b@example.net"));

        var result = Assert.Single(results);
        Assert.Equal((DeliveryOutcome.Deferred, status, true), (result.Outcome, result.Status, result.IsReply));
        Assert.Single(bench.Network.Tried);
    }

    [Fact]
    public async Task What_was_said_of_a_recipient_before_the_loss_stands()
    {
        var script = Hello + "C: MAIL FROM:<me@example.org>\nC: RCPT TO:<a@example.net>\nC: RCPT TO:<b@example.net>\nC: RCPT TO:<c@example.net>\nC: DATA\nS: 250 ok\nS: 550 5.1.1 unknown\nS: 250 ok\nX: close";
        var (results, _, _) = await DeliveryBench.PlayAsync(script, DeliveryBench.Envelope("a@example.net", "b@example.net", "c@example.net"));

        Assert.Equal(["5.1.1", "4.4.2", "4.4.2"], results.Select(result => result.Status));
    }

    [Fact]
    public async Task Recipients_whose_transaction_was_not_begun_were_not_tried()
    {
        var recipients = Enumerable.Range(0, 101).Select(n => FormattableString.Invariant($"r{n}@example.net")).ToArray();
        var script = Hello + "C: MAIL FROM:<me@example.org>\n" + string.Concat(recipients.Take(100).Select(recipient => $"C: RCPT TO:<{recipient}>\n")) + "C: DATA\nX: close";
        var server = new ScriptedStream(SmtpScript.Parse(script));
        await using var bench = new DeliveryBench { Network = new TestNetwork().On(DeliveryBench.SmartHost, server), Queue = new TestQueue { KeepsUntried = true } };
        var results = await bench.DeliverAsync(DeliveryBench.Envelope(recipients));

        Assert.All(results.Take(100), result => Assert.Equal(DeliveryOutcome.Deferred, result.Outcome));
        Assert.Equal(DeliveryOutcome.NotTried, results[100].Outcome);
    }

    [Fact]
    public async Task A_server_that_refuses_in_the_middle_of_the_message_is_understood()
    {
        var stream = new StallingStream(0, "552 5.3.4 enough\r\n");
        await using var bench = new DeliveryBench { Network = new TestNetwork().On(DeliveryBench.SmartHost, stream) };
        var results = await bench.DeliverAsync(DeliveryBench.Envelope("b@example.net"), new string('x', 300_000));

        var result = Assert.Single(results);
        Assert.Equal((DeliveryOutcome.Failed, "5.3.4", true), (result.Outcome, result.Status, result.IsReply));
    }

    [Theory]
    [InlineData("", "before its greeting")]
    [InlineData(Greeting + "C: EHLO relay.example.org\n", "behind EHLO")]
    [InlineData(Hello + Envelope, "behind MAIL")]
    [InlineData(Hello + Envelope + "S: 250 ok\n", "behind RCPT")]
    [InlineData(Hello + Envelope + "S: 250 ok\nS: 250 ok\n", "behind DATA")]
    public async Task A_silent_server_is_given_up_in_time(string script, string where)
    {
        var silent = new TaskCompletionSource();
        var server = new ScriptedStream(SmtpScript.Parse(script)) { OnSilence = () => silent.TrySetResult() };
        await using var bench = new DeliveryBench { Network = new TestNetwork().On(DeliveryBench.SmartHost, server) };
        var delivery = bench.DeliverAsync();
        await silent.Task.WaitAsync(TestContext.Current.CancellationToken);
        await bench.Time.AdvanceUntilAsync(delivery, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(8));

        var result = await delivery;
        Assert.Equal((DeliveryOutcome.Deferred, "4.4.2", SmtpFailureKind.Timeout), (result.Outcome, result.Status, result.FailureKind));
        Assert.Contains($"300 s {where}", result.Text, StringComparison.Ordinal);
        Assert.True(server.Disposed);
    }

    [Fact]
    public async Task The_reply_to_the_message_may_take_longer_than_others()
    {
        var silent = new TaskCompletionSource();
        var server = new ScriptedStream(SmtpScript.Parse(Hello + Message)) { OnSilence = () => silent.TrySetResult() };
        await using var bench = new DeliveryBench { Network = new TestNetwork().On(DeliveryBench.SmartHost, server) };
        var delivery = bench.DeliverAsync();
        await silent.Task.WaitAsync(TestContext.Current.CancellationToken);
        var took = await bench.Time.AdvanceUntilAsync(delivery, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(15));

        Assert.Contains("may have been delivered", (await delivery).Text, StringComparison.Ordinal);
        Assert.True(took >= TimeSpan.FromMinutes(10));
    }

    [Fact]
    public async Task A_server_that_stops_reading_is_given_up_in_time()
    {
        var stalled = new TaskCompletionSource();
        var stream = new StallingStream(100_000, "") { OnStall = () => stalled.TrySetResult() };
        await using var bench = new DeliveryBench { Network = new TestNetwork().On(DeliveryBench.SmartHost, stream) };
        var delivery = bench.DeliverAsync(DeliveryBench.Envelope("b@example.net"), new string('x', 300_000));
        await stalled.Task.WaitAsync(TestContext.Current.CancellationToken);
        await bench.Time.AdvanceUntilAsync(delivery, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5));

        var result = Assert.Single(await delivery);
        Assert.Equal((DeliveryOutcome.Deferred, "4.4.2", SmtpFailureKind.Timeout), (result.Outcome, result.Status, result.FailureKind));
        Assert.DoesNotContain("may have been delivered", result.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connection_that_is_never_made_is_given_up_in_time()
    {
        await using var bench = new DeliveryBench { Network = new TestNetwork().Hangs(DeliveryBench.SmartHost) };
        var delivery = bench.DeliverAsync();
        await bench.Time.AdvanceUntilAsync(delivery, TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(2));

        var result = await delivery;
        Assert.Equal((DeliveryOutcome.Deferred, "4.4.1", SmtpFailureKind.ConnectTimeout), (result.Outcome, result.Status, result.FailureKind));
        Assert.Null(result.Server);
    }

    [Theory]
    [InlineData(SocketError.ConnectionRefused, SmtpFailureKind.ConnectRefused)]
    [InlineData(SocketError.HostUnreachable, SmtpFailureKind.ConnectUnreachable)]
    [InlineData(SocketError.TimedOut, SmtpFailureKind.ConnectTimeout)]
    [InlineData(SocketError.ConnectionReset, SmtpFailureKind.ConnectReset)]
    public async Task A_connection_that_cannot_be_made_puts_the_message_off(SocketError error, SmtpFailureKind kind)
    {
        await using var bench = new DeliveryBench { Network = new TestNetwork().Fails(DeliveryBench.SmartHost, error) };
        var result = await bench.DeliverAsync();

        Assert.Equal((DeliveryOutcome.Deferred, "4.4.1", kind), (result.Outcome, result.Status, result.FailureKind));
        Assert.Contains(DeliveryBench.SmartHost, result.Text, StringComparison.Ordinal);
        Assert.Null(result.Server);
        Assert.Null(result.EndPoint);
    }
}
