using SmtpAdmin.Core.Tests.Smtp.Client.Support;
using SmtpAdmin.Core.Tests.Smtp.Relay.Delivery.Support;
using SmtpAdmin.Smtp.Relay;
using static SmtpAdmin.Core.Tests.Smtp.Relay.Delivery.Support.DeliveryScript;

namespace SmtpAdmin.Core.Tests.Smtp.Relay.Delivery;

/// <summary>A message for few recipients, and messages one behind the other.</summary>
public sealed class TransactionTests
{
    private const string Sized = " SIZE=52";

    private static readonly string Start = Opening("SIZE 1000");

    [Fact]
    public async Task A_message_is_delivered_with_dots_stuffed_and_the_size_declared()
    {
        var (results, server, bench) = await DeliveryBench.PlayAsync(
            Start + Group(["b@example.net"], ["250 2.1.0 ok", "250 2.1.5 ok", "354 go on"], Sized) + Sent("250 2.0.0 Ok: queued as ABC") + Quit, DeliveryBench.Envelope("b@example.net"));

        var result = Assert.Single(results);
        Assert.Equal(DeliveryOutcome.Delivered, result.Outcome);
        Assert.Equal("2.0.0", result.Status);
        Assert.Equal("250 2.0.0 Ok: queued as ABC", result.Text);
        Assert.True(result.IsReply);
        Assert.Equal("192.0.2.1", result.Server);
        Assert.Equal("192.0.2.1:25", result.EndPoint);
        Assert.Null(result.Tls);
        Assert.False(result.IsDsnPassedOn);
        Assert.Equal("From: me@example.org\r\nSubject: test\r\n\r\nhello\r\n..dot\r\n.\r\n", server.Message);
        Assert.True(server.Finished);
        Assert.Empty(bench.Log.Events);
    }

    [Fact]
    public async Task Without_PIPELINING_each_reply_is_waited_for()
    {
        var (results, server, _) = await DeliveryBench.PlayAsync(Slow + """
            C: MAIL FROM:<me@example.org>
            S: 250 ok
            C: RCPT TO:<b@example.net>
            S: 250 ok
            C: RCPT TO:<c@example.net>
            S: 550 5.1.1 no such user
            C: DATA
            S: 354 go on
            C: (message)
            S: 250 taken

            """ + Quit, DeliveryBench.Envelope("b@example.net", "c@example.net"));

        Assert.Equal([DeliveryOutcome.Delivered, DeliveryOutcome.Failed], results.Select(result => result.Outcome));
        Assert.Equal("2.0.0", results[0].Status);
        Assert.Equal("5.1.1", results[1].Status);
        Assert.True(server.Finished);
    }

    [Fact]
    public async Task A_server_that_knows_only_HELO_gets_plain_SMTP()
    {
        var (results, server, _) = await DeliveryBench.PlayAsync(Greeting + """
            C: EHLO relay.example.org
            S: 502 what
            C: HELO relay.example.org
            S: 250 hello
            C: MAIL FROM:<>
            S: 250 ok
            C: RCPT TO:<b@example.net>
            S: 250 ok
            C: DATA
            S: 354 go on
            C: (message)
            S: 250 taken

            """ + Quit, DeliveryBench.Envelope("b@example.net") with { Sender = "" });

        Assert.Equal(DeliveryOutcome.Delivered, Assert.Single(results).Outcome);
        Assert.True(server.Finished);
    }

    [Theory]
    [InlineData("451 4.7.1 greylisted", nameof(DeliveryOutcome.Deferred), "4.7.1")]
    [InlineData("550 5.7.1 spam", nameof(DeliveryOutcome.Failed), "5.7.1")]
    [InlineData("554 no", nameof(DeliveryOutcome.Failed), "5.0.0")]
    [InlineData("452 full", nameof(DeliveryOutcome.Deferred), "4.3.1")]
    [InlineData("552 too big", nameof(DeliveryOutcome.Failed), "5.3.4")]
    [InlineData("250 5.0.0 a class that does not fit", nameof(DeliveryOutcome.Delivered), "2.0.0")]
    public async Task The_word_behind_the_message_counts_for_all_that_were_accepted(string reply, string outcome, string status)
    {
        var (results, server) = await PlayForTwoAsync(Group(["a@example.net", "b@example.net"], ["250 ok", "250 ok", "550 5.1.1 unknown", "354 go on"], Sized) + Sent(reply));

        Assert.Equal(outcome, results[0].Outcome.ToString());
        Assert.Equal(status, results[0].Status);
        Assert.Equal(reply, results[0].Text);
        Assert.Equal("5.1.1", results[1].Status);
        Assert.True(server.Finished);
    }

    [Theory]
    [InlineData("550 5.1.8 bad sender", nameof(DeliveryOutcome.Failed), "5.1.8")]
    [InlineData("451 4.3.0 later", nameof(DeliveryOutcome.Deferred), "4.3.0")]
    [InlineData("530 5.7.0 Must issue a STARTTLS command first", nameof(DeliveryOutcome.Deferred), "4.7.0")]
    public async Task A_refused_sender_counts_for_all(string reply, string outcome, string status)
    {
        var (results, server) = await PlayForTwoAsync(Group(["a@example.net", "b@example.net"], [reply, "503 no", "503 no", "503 no"], Sized));

        Assert.Equal(2, results.Count);
        Assert.All(results, result => Assert.Equal((outcome, status, reply), (result.Outcome.ToString(), result.Status, result.Text)));
        Assert.True(server.Finished);
    }

    [Fact]
    public async Task A_server_that_wants_a_message_for_nobody_gets_a_lone_dot()
    {
        var (results, server, _) = await DeliveryBench.PlayAsync(
            Start + Group(["a@example.net"], ["250 ok", "550 5.1.1 unknown", "354 go on"], Sized) + "C: .\nS: 554 no valid recipients\n" + Quit, DeliveryBench.Envelope("a@example.net"));

        Assert.Equal("5.1.1", Assert.Single(results).Status);
        Assert.True(server.Finished);
    }

    [Fact]
    public async Task A_refused_DATA_counts_for_all_that_were_accepted()
    {
        var (results, server) = await PlayForTwoAsync(Group(["a@example.net", "b@example.net"], ["250 ok", "250 ok", "550 5.1.1 unknown", "451 4.3.2 not now"], Sized));

        Assert.Equal(["4.3.2", "5.1.1"], results.Select(result => result.Status));
        Assert.True(server.Finished);
    }

    [Fact]
    public async Task Messages_follow_each_other_and_only_an_unfinished_transaction_is_reset()
    {
        var script = Start
            + Group(["a@example.net"], ["250 ok", "550 5.1.1 unknown", "503 no recipients"], Sized)
            + "C: RSET\n" + Group(["b@example.net"], ["250 reset", "250 ok", "250 ok", "354 go on"], Sized) + Sent("250 taken")
            + Group(["c@example.net"], ["550 5.7.1 you again", "503 no", "503 no"], Sized)
            + Transaction(["d@example.net"], Sized) + Quit;
        var server = new ScriptedStream(SmtpScript.Parse(script));
        await using var bench = new DeliveryBench { Network = new TestNetwork().On(DeliveryBench.SmartHost, server) };

        var outcomes = new List<DeliveryOutcome>();
        foreach (var name in "abcd") outcomes.Add((await bench.DeliverAsync(DeliveryBench.Envelope($"{name}@example.net")))[0].Outcome);
        await bench.StopAsync();

        Assert.Equal([DeliveryOutcome.Failed, DeliveryOutcome.Delivered, DeliveryOutcome.Failed, DeliveryOutcome.Delivered], outcomes);
        Assert.True(server.Finished);
        Assert.Single(bench.Network.Tried);
    }

    [Fact]
    public async Task RSET_is_waited_for_where_nothing_is_pipelined()
    {
        var server = new ScriptedStream(SmtpScript.Parse(Slow + """
            C: MAIL FROM:<me@example.org>
            S: 250 ok
            C: RCPT TO:<a@example.net>
            S: 550 unknown
            C: RSET
            S: 250 reset
            C: MAIL FROM:<me@example.org>
            S: 550 no
            C: MAIL FROM:<me@example.org>
            S: 250 ok
            C: RCPT TO:<c@example.net>
            S: 250 ok
            C: DATA
            S: 354 go on
            C: (message)
            S: 250 taken

            """ + Quit));
        await using var bench = new DeliveryBench { Network = new TestNetwork().On(DeliveryBench.SmartHost, server) };

        await bench.DeliverAsync(DeliveryBench.Envelope("a@example.net"));
        await bench.DeliverAsync(DeliveryBench.Envelope("b@example.net"));
        var result = Assert.Single(await bench.DeliverAsync(DeliveryBench.Envelope("c@example.net")));
        await bench.StopAsync();

        Assert.Equal(DeliveryOutcome.Delivered, result.Outcome);
        Assert.True(server.Finished);
    }

    [Theory]
    [InlineData("502 5.5.1 not implemented")]
    [InlineData("451 4.3.0 later")]
    public async Task Where_RSET_is_refused_the_next_message_goes_over_a_new_connection(string refusal)
    {
        const string Alone = "C: MAIL FROM:<me@example.org>\nS: 250 ok\nC: RCPT TO:<a@example.net>\nS: 550 5.1.1 unknown\nC: RSET\n";
        string[] first =
        [
            // In one go: the server has the old transaction still, takes the recipient for it, and wants the message.
            Start + Group(["a@example.net"], ["250 ok", "550 5.1.1 unknown", "503 no recipients"], Sized)
                + "C: RSET\n" + Group(["b@example.net"], [refusal, "503 5.5.1 nested MAIL command", "250 ok", "354 go on"], Sized),
            Slow + Alone + $"S: {refusal}\n",
        ];
        foreach (var script in first)
        {
            var (old, fresh) = (new ScriptedStream(SmtpScript.Parse(script)), new ScriptedStream(SmtpScript.Parse(Start + Transaction(["b@example.net"], Sized) + Quit)));
            await using var bench = new DeliveryBench { Network = new TestNetwork().On(DeliveryBench.SmartHost, old, fresh) };

            Assert.Equal("5.1.1", Assert.Single(await bench.DeliverAsync(DeliveryBench.Envelope("a@example.net"))).Status);
            Assert.Equal(DeliveryOutcome.Delivered, Assert.Single(await bench.DeliverAsync(DeliveryBench.Envelope("b@example.net"))).Outcome);
            await bench.StopAsync();
            Assert.True(old.Finished && old.Disposed);
            Assert.True(fresh.Finished);
        }
    }

    [Fact]
    public async Task Where_RSET_is_refused_between_the_recipients_of_one_message_the_rest_is_not_tried()
    {
        var recipients = Enumerable.Range(0, 101).Select(n => FormattableString.Invariant($"r{n}@example.net")).ToArray();
        var script = Start + Group(recipients[..100], ["250 ok", .. recipients[..100].Select(_ => "550 5.1.1 unknown"), "503 none"], Sized)
            + "C: RSET\n" + Group(recipients[100..], ["502 5.5.1 not implemented", "503 5.5.1 nested MAIL command", "503 no", "503 no"], Sized);
        var server = new ScriptedStream(SmtpScript.Parse(script));
        await using var bench = new DeliveryBench { Network = new TestNetwork().On(DeliveryBench.SmartHost, server), Queue = new TestQueue { KeepsUntried = true } };
        var results = await bench.DeliverAsync(DeliveryBench.Envelope(recipients));

        Assert.All(results.Take(100), result => Assert.Equal("5.1.1", result.Status));
        Assert.Equal(DeliveryOutcome.NotTried, results[100].Outcome);
    }

    [Fact]
    public async Task MAIL_that_comes_out_of_order_on_a_used_connection_goes_over_a_new_one()
    {
        var old = new ScriptedStream(SmtpScript.Parse(
            Start + Transaction(["a@example.net"], Sized, "554 5.6.0 no") + Group(["b@example.net"], ["503 5.5.1 nested MAIL command", "250 ok", "354 go on"], Sized)));
        var fresh = new ScriptedStream(SmtpScript.Parse(Start + Transaction(["b@example.net"], Sized) + Quit));
        await using var bench = new DeliveryBench { Network = new TestNetwork().On(DeliveryBench.SmartHost, old, fresh) };

        Assert.Equal("5.6.0", Assert.Single(await bench.DeliverAsync(DeliveryBench.Envelope("a@example.net"))).Status);
        Assert.Equal(DeliveryOutcome.Delivered, Assert.Single(await bench.DeliverAsync(DeliveryBench.Envelope("b@example.net"))).Outcome);
        await bench.StopAsync();
        Assert.True(old.Finished && old.Disposed);
        Assert.True(fresh.Finished);
    }

    [Theory]
    [InlineData("503 5.5.1 nested MAIL command", "503 no", "503 no")]
    [InlineData("503 5.5.1 nested MAIL command", "250 ok", "354 go on")] // into a transaction that is not ours
    public async Task MAIL_that_comes_out_of_order_on_a_new_connection_puts_the_message_off(params string[] replies)
    {
        var (results, _, bench) = await DeliveryBench.PlayAsync(Start + Group(["b@example.net"], replies, Sized), DeliveryBench.Envelope("b@example.net"));

        var result = Assert.Single(results);
        Assert.Equal((DeliveryOutcome.Deferred, "4.5.1", "503 5.5.1 nested MAIL command"), (result.Outcome, result.Status, result.Text));
        Assert.Single(bench.Network.Tried);
    }

    [Theory]
    [InlineData("250 ok", "503 5.5.1 MAIL first", "503 5.5.1 RCPT first")]
    [InlineData("250 ok", "250 ok", "503 5.5.1 RCPT first")]
    public async Task A_word_about_the_order_of_commands_is_none_about_a_message(params string[] replies)
    {
        var (results, _, _) = await DeliveryBench.PlayAsync(Start + Group(["b@example.net"], replies, Sized) + Quit, DeliveryBench.Envelope("b@example.net"));

        Assert.Equal((DeliveryOutcome.Deferred, "4.5.1"), (results[0].Outcome, results[0].Status));
    }

    [Fact]
    public async Task An_empty_message_is_sent_as_one()
    {
        var (results, server, _) = await DeliveryBench.PlayAsync(Start + Transaction(["b@example.net"], " SIZE=0") + Quit, DeliveryBench.Envelope("b@example.net"), "");

        Assert.Equal(DeliveryOutcome.Delivered, Assert.Single(results).Outcome);
        Assert.Equal(".\r\n", server.Message);
    }

    [Theory]
    [InlineData("a\nb\rc\r\n\r.\n.\r\n..\r\nend")]
    [InlineData("From: x\r\n\r\n.\r\n.\r\n")]
    public async Task Line_ends_that_are_none_never_go_out(string body)
    {
        var (results, server, _) = await DeliveryBench.PlayAsync(Opening("8BITMIME") + Transaction(["b@example.net"]) + Quit, DeliveryBench.Envelope("b@example.net"), body);

        Assert.Equal(DeliveryOutcome.Delivered, Assert.Single(results).Outcome);
        var sent = server.Message;
        Assert.DoesNotContain('\r', sent.Replace("\r\n", "", StringComparison.Ordinal));
        Assert.DoesNotContain('\n', sent.Replace("\r\n", "", StringComparison.Ordinal));
        Assert.Equal(sent.Length - 5, sent.IndexOf("\r\n.\r\n", StringComparison.Ordinal)); // the end, and nothing before it looks like it
    }

    [Fact]
    public async Task A_long_reply_is_cut_and_loses_what_could_drive_a_terminal()
    {
        var (results, _, _) = await DeliveryBench.PlayAsync(
            Start + Transaction(["b@example.net"], Sized, $"550 \u001b[2J{new string('x', 2000)}") + Quit, DeliveryBench.Envelope("b@example.net"));

        var text = Assert.Single(results).Text;
        Assert.Equal(500, text.Length);
        Assert.StartsWith("550 \ufffd[2Jxxx", text, StringComparison.Ordinal);
    }

    private static async Task<(IReadOnlyList<DeliveryResult> Results, ScriptedStream Server)> PlayForTwoAsync(string transaction)
    {
        var (results, server, _) = await DeliveryBench.PlayAsync(Start + transaction + Quit, DeliveryBench.Envelope("a@example.net", "b@example.net"));
        return (results, server);
    }
}
