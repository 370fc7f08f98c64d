using SmtpAdmin.Core.Tests.Smtp.Client.Support;
using SmtpAdmin.Core.Tests.Smtp.Relay.Delivery.Support;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.Core.Tests.Smtp.Relay.Delivery;

public sealed class TransactionTests
{
    private const string Opening = """
        S: 220 mx.example.net ESMTP
        C: EHLO relay.example.org
        S: 250-mx.example.net
        S: 250-PIPELINING
        S: 250 SIZE 1000
        """;

    private const string Closing = """

        C: QUIT
        S: 221 bye
        """;

    [Fact]
    public async Task A_message_is_delivered_with_dots_stuffed_and_the_size_declared()
    {
        var (results, server, bench) = await DeliveryBench.PlayAsync(Opening + """

            C: MAIL FROM:<me@example.org> SIZE=52
            C: RCPT TO:<b@example.net>
            C: DATA
            S: 250 2.1.0 ok
            S: 250 2.1.5 ok
            S: 354 go on
            C: (message)
            S: 250 2.0.0 Ok: queued as ABC
            """ + Closing, DeliveryBench.Envelope("b@example.net"));

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
        Assert.Empty(bench.Log.Entries);
    }

    [Fact]
    public async Task Without_PIPELINING_each_reply_is_waited_for()
    {
        var (results, server, _) = await DeliveryBench.PlayAsync("""
            S: 220 mx.example.net ESMTP
            C: EHLO relay.example.org
            S: 250 mx.example.net
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
            """ + Closing, DeliveryBench.Envelope("b@example.net", "c@example.net"));

        Assert.Equal([DeliveryOutcome.Delivered, DeliveryOutcome.Failed], results.Select(result => result.Outcome));
        Assert.Equal("2.0.0", results[0].Status);
        Assert.Equal("5.1.1", results[1].Status);
        Assert.True(server.Finished);
    }

    [Fact]
    public async Task A_server_that_knows_only_HELO_gets_plain_SMTP()
    {
        var (results, server, _) = await DeliveryBench.PlayAsync("""
            S: 220 mx.example.net
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
            """ + Closing, DeliveryBench.Envelope("b@example.net") with { Sender = "" });

        Assert.Equal(DeliveryOutcome.Delivered, Assert.Single(results).Outcome);
        Assert.True(server.Finished);
    }

    [Fact]
    public async Task Each_recipient_has_a_result_of_its_own()
    {
        var (results, server, _) = await DeliveryBench.PlayAsync(Opening + """

            C: MAIL FROM:<me@example.org> SIZE=52
            C: RCPT TO:<a@example.net>
            C: RCPT TO:<b@example.net>
            C: RCPT TO:<c@example.net>
            C: DATA
            S: 250 ok
            S: 450 4.2.1 later
            S: 250 ok
            S: 551 not here
            S: 354 go on
            C: (message)
            S: 250 taken
            """ + Closing, DeliveryBench.Envelope("a@example.net", "b@example.net", "c@example.net"));

        Assert.Equal([DeliveryOutcome.Deferred, DeliveryOutcome.Delivered, DeliveryOutcome.Failed], results.Select(result => result.Outcome));
        Assert.Equal(["4.2.1", "2.0.0", "5.1.6"], results.Select(result => result.Status));
        Assert.Equal(["450 4.2.1 later", "250 taken", "551 not here"], results.Select(result => result.Text));
        Assert.True(server.Finished);
    }

    [Theory]
    [InlineData("451 4.7.1 greylisted", nameof(DeliveryOutcome.Deferred), "4.7.1")]
    [InlineData("550 5.7.1 spam", nameof(DeliveryOutcome.Failed), "5.7.1")]
    [InlineData("554 no", nameof(DeliveryOutcome.Failed), "5.0.0")]
    [InlineData("452 full", nameof(DeliveryOutcome.Deferred), "4.3.1")]
    [InlineData("552 too big", nameof(DeliveryOutcome.Failed), "5.3.4")]
    [InlineData("250 5.0.0 a class that does not fit", nameof(DeliveryOutcome.Delivered), "2.0.0")]
    [InlineData("354 what", nameof(DeliveryOutcome.Deferred), "4.0.0")]
    public async Task The_word_behind_the_message_counts_for_all_that_were_accepted(string reply, string outcome, string status)
    {
        var (results, server, _) = await DeliveryBench.PlayAsync(Opening + $"""

            C: MAIL FROM:<me@example.org> SIZE=52
            C: RCPT TO:<a@example.net>
            C: RCPT TO:<b@example.net>
            C: DATA
            S: 250 ok
            S: 250 ok
            S: 550 5.1.1 unknown
            S: 354 go on
            C: (message)
            S: {reply}
            """ + Closing, DeliveryBench.Envelope("a@example.net", "b@example.net"));

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
        var (results, server, _) = await DeliveryBench.PlayAsync(Opening + $"""

            C: MAIL FROM:<me@example.org> SIZE=52
            C: RCPT TO:<a@example.net>
            C: RCPT TO:<b@example.net>
            C: DATA
            S: {reply}
            S: 503 no
            S: 503 no
            S: 503 no
            """ + Closing, DeliveryBench.Envelope("a@example.net", "b@example.net"));

        Assert.All(results, result => Assert.Equal((outcome, status, reply), (result.Outcome.ToString(), result.Status, result.Text)));
        Assert.True(server.Finished);
    }

    [Fact]
    public async Task A_server_that_wants_a_message_for_nobody_gets_a_lone_dot()
    {
        var (results, server, _) = await DeliveryBench.PlayAsync(Opening + """

            C: MAIL FROM:<me@example.org> SIZE=52
            C: RCPT TO:<a@example.net>
            C: DATA
            S: 250 ok
            S: 550 5.1.1 unknown
            S: 354 go on
            C: .
            S: 554 no valid recipients
            """ + Closing, DeliveryBench.Envelope("a@example.net"));

        Assert.Equal("5.1.1", Assert.Single(results).Status);
        Assert.True(server.Finished);
    }

    [Fact]
    public async Task A_refused_DATA_counts_for_all_that_were_accepted()
    {
        var (results, server, _) = await DeliveryBench.PlayAsync(Opening + """

            C: MAIL FROM:<me@example.org> SIZE=52
            C: RCPT TO:<a@example.net>
            C: RCPT TO:<b@example.net>
            C: DATA
            S: 250 ok
            S: 250 ok
            S: 550 5.1.1 unknown
            S: 451 4.3.2 not now
            """ + Closing, DeliveryBench.Envelope("a@example.net", "b@example.net"));

        Assert.Equal(["4.3.2", "5.1.1"], results.Select(result => result.Status));
        Assert.True(server.Finished);
    }

    [Fact]
    public async Task Messages_follow_each_other_and_only_an_unfinished_transaction_is_reset()
    {
        var script = Opening + """

            C: MAIL FROM:<me@example.org> SIZE=52
            C: RCPT TO:<a@example.net>
            C: DATA
            S: 250 ok
            S: 550 5.1.1 unknown
            S: 503 no recipients
            C: RSET
            C: MAIL FROM:<me@example.org> SIZE=52
            C: RCPT TO:<b@example.net>
            C: DATA
            S: 250 reset
            S: 250 ok
            S: 250 ok
            S: 354 go on
            C: (message)
            S: 250 taken
            C: MAIL FROM:<me@example.org> SIZE=52
            C: RCPT TO:<c@example.net>
            C: DATA
            S: 550 5.7.1 you again
            S: 503 no
            S: 503 no
            C: MAIL FROM:<me@example.org> SIZE=52
            C: RCPT TO:<d@example.net>
            C: DATA
            S: 250 ok
            S: 250 ok
            S: 354 go on
            C: (message)
            S: 250 taken
            """ + Closing;
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
        var server = new ScriptedStream(SmtpScript.Parse("""
            S: 220 mx.example.net
            C: EHLO relay.example.org
            S: 250 mx.example.net
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
            """ + Closing));
        await using var bench = new DeliveryBench { Network = new TestNetwork().On(DeliveryBench.SmartHost, server) };

        await bench.DeliverAsync(DeliveryBench.Envelope("a@example.net"));
        await bench.DeliverAsync(DeliveryBench.Envelope("b@example.net"));
        var result = Assert.Single(await bench.DeliverAsync(DeliveryBench.Envelope("c@example.net")));
        await bench.StopAsync();

        Assert.Equal(DeliveryOutcome.Delivered, result.Outcome);
        Assert.True(server.Finished);
    }

    [Theory]
    [InlineData("452 4.5.3 too many recipients")]
    [InlineData("452 too many recipients")]
    [InlineData("552 5.5.3 too many recipients")]
    public async Task Recipients_too_many_get_a_transaction_of_their_own(string reply)
    {
        var (results, server, _) = await DeliveryBench.PlayAsync(Opening + $"""

            C: MAIL FROM:<me@example.org> SIZE=52
            C: RCPT TO:<a@example.net>
            C: RCPT TO:<b@example.net>
            C: RCPT TO:<c@example.net>
            C: DATA
            S: 250 ok
            S: 250 ok
            S: {reply}
            S: {reply}
            S: 354 go on
            C: (message)
            S: 250 first
            C: MAIL FROM:<me@example.org> SIZE=52
            C: RCPT TO:<b@example.net>
            C: RCPT TO:<c@example.net>
            C: DATA
            S: 250 ok
            S: 250 ok
            S: {reply}
            S: 354 go on
            C: (message)
            S: 250 second
            C: MAIL FROM:<me@example.org> SIZE=52
            C: RCPT TO:<c@example.net>
            C: DATA
            S: 250 ok
            S: 250 ok
            S: 354 go on
            C: (message)
            S: 250 third
            """ + Closing, DeliveryBench.Envelope("a@example.net", "b@example.net", "c@example.net"));

        Assert.Equal(["250 first", "250 second", "250 third"], results.Select(result => result.Text));
        Assert.True(server.Finished);
    }

    [Fact]
    public async Task A_full_mailbox_is_not_taken_for_too_many_recipients()
    {
        var (results, server, _) = await DeliveryBench.PlayAsync(Opening + """

            C: MAIL FROM:<me@example.org> SIZE=52
            C: RCPT TO:<a@example.net>
            C: RCPT TO:<b@example.net>
            C: DATA
            S: 250 ok
            S: 250 ok
            S: 452 4.2.2 mailbox full
            S: 354 go on
            C: (message)
            S: 250 taken
            """ + Closing, DeliveryBench.Envelope("a@example.net", "b@example.net"));

        Assert.Equal(["2.0.0", "4.2.2"], results.Select(result => result.Status));
        Assert.True(server.Finished);
    }

    [Fact]
    public async Task One_recipient_alone_is_never_too_many()
    {
        var (results, server, _) = await DeliveryBench.PlayAsync(Opening + """

            C: MAIL FROM:<me@example.org> SIZE=52
            C: RCPT TO:<a@example.net>
            C: RCPT TO:<b@example.net>
            C: DATA
            S: 250 ok
            S: 452 too many recipients
            S: 452 too many recipients
            S: 503 none
            """ + Closing, DeliveryBench.Envelope("a@example.net", "b@example.net"));

        Assert.All(results, result => Assert.Equal(DeliveryOutcome.Deferred, result.Outcome));
        Assert.True(server.Finished);
    }

    [Fact]
    public async Task More_recipients_than_any_server_has_to_take_go_in_several_transactions()
    {
        var recipients = Enumerable.Range(0, 250).Select(n => FormattableString.Invariant($"r{n}@example.net")).ToArray();
        var script = Opening + string.Concat(recipients.Chunk(100).Select(Transaction)) + Closing;
        var (results, server, _) = await DeliveryBench.PlayAsync(script, DeliveryBench.Envelope(recipients));

        Assert.Equal(250, results.Count);
        Assert.All(results, result => Assert.Equal(DeliveryOutcome.Delivered, result.Outcome));
        Assert.True(server.Finished);
    }

    [Fact]
    public async Task A_servers_limit_of_recipients_is_kept()
    {
        var opening = Opening.Replace("S: 250 SIZE 1000", "S: 250-SIZE 1000\nS: 250 LIMITS RCPTMAX=2 MAILMAX=50", StringComparison.Ordinal);
        var script = opening + Transaction(["a@example.net", "b@example.net"]) + Transaction(["c@example.net"]) + Closing;
        var (results, server, _) = await DeliveryBench.PlayAsync(script, DeliveryBench.Envelope("a@example.net", "b@example.net", "c@example.net"));

        Assert.All(results, result => Assert.Equal(DeliveryOutcome.Delivered, result.Outcome));
        Assert.True(server.Finished);
    }

    [Fact]
    public async Task An_empty_message_is_sent_as_one()
    {
        var (results, server, _) = await DeliveryBench.PlayAsync(
            Opening + Transaction(["b@example.net"]).Replace("52", "0", StringComparison.Ordinal) + Closing, DeliveryBench.Envelope("b@example.net"), "");

        Assert.Equal(DeliveryOutcome.Delivered, Assert.Single(results).Outcome);
        Assert.Equal(".\r\n", server.Message);
    }

    [Theory]
    [InlineData("a\nb\rc\r\n\r.\n.\r\n..\r\nend")]
    [InlineData("From: x\r\n\r\n.\r\n.\r\n")]
    public async Task Line_ends_that_are_none_never_go_out(string body)
    {
        var script = Opening.Replace("SIZE 1000", "8BITMIME", StringComparison.Ordinal) + Transaction(["b@example.net"]).Replace(" SIZE=52", "", StringComparison.Ordinal) + Closing;
        var (results, server, _) = await DeliveryBench.PlayAsync(script, DeliveryBench.Envelope("b@example.net"), body);

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
            Opening + Transaction(["b@example.net"]).Replace("250 taken", $"550 \u001b[2J{new string('x', 2000)}", StringComparison.Ordinal) + Closing, DeliveryBench.Envelope("b@example.net"));

        var text = Assert.Single(results).Text;
        Assert.Equal(500, text.Length);
        Assert.StartsWith("550 \ufffd[2Jxxx", text, StringComparison.Ordinal);
    }

    private static string Transaction(IEnumerable<string> recipients) => $"""

        C: MAIL FROM:<me@example.org> SIZE=52
        {string.Join('\n', recipients.Select(recipient => $"C: RCPT TO:<{recipient}>"))}
        C: DATA
        S: 250 ok
        {string.Join('\n', recipients.Select(_ => "S: 250 ok"))}
        S: 354 go on
        C: (message)
        S: 250 taken
        """;
}
