using SmtpAdmin.Core.Tests.Smtp.Client.Support;
using SmtpAdmin.Core.Tests.Smtp.Relay.Delivery.Support;
using SmtpAdmin.Smtp.Client;
using SmtpAdmin.Smtp.Protocol;
using SmtpAdmin.Smtp.Relay;
using static SmtpAdmin.Core.Tests.Smtp.Relay.Delivery.Support.DeliveryScript;

namespace SmtpAdmin.Core.Tests.Smtp.Relay.Delivery;

public sealed class MessageNeedsTests
{
    private const string All = "8BITMIME,SMTPUTF8,DSN,SIZE";

    [Fact]
    public async Task A_message_over_the_servers_limit_fails_without_being_sent()
    {
        var (results, server, _) = await DeliveryBench.PlayAsync(Opening("SIZE 51") + Quit, DeliveryBench.Envelope("b@example.net"));

        var result = Assert.Single(results);
        Assert.Equal((DeliveryOutcome.Failed, "5.3.4", SmtpFailureKind.MessageTooBig), (result.Outcome, result.Status, result.FailureKind));
        Assert.True(server.Finished);
    }

    [Theory]
    [InlineData("SIZE 52")]
    [InlineData("SIZE 0")]
    [InlineData("SIZE")]
    public async Task A_message_within_the_servers_limit_is_sent(string offered)
    {
        var (results, server, _) = await DeliveryBench.PlayAsync(Session(offered, "C: MAIL FROM:<me@example.org> SIZE=52", "C: RCPT TO:<b@example.net>"), DeliveryBench.Envelope("b@example.net"));

        Assert.Equal(DeliveryOutcome.Delivered, Assert.Single(results).Outcome);
        Assert.True(server.Finished);
    }

    [Fact]
    public async Task Octets_above_127_are_announced_where_they_are_taken()
    {
        var (results, server, _) = await DeliveryBench.PlayAsync(
            Session("8BITMIME", "C: MAIL FROM:<me@example.org> BODY=8BITMIME", "C: RCPT TO:<b@example.net>"), DeliveryBench.Envelope("b@example.net"), "Subject: x\r\n\r\ngr\u00fc\u00df\r\n");

        Assert.Equal(DeliveryOutcome.Delivered, Assert.Single(results).Outcome);
        Assert.True(server.Finished);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(1000)]
    public async Task Octets_above_127_are_encoded_where_they_are_not_taken(int blockSize)
    {
        var server = new ScriptedStream(SmtpScript.Parse(Session("SIZE", "C: MAIL FROM:<me@example.org>", "C: RCPT TO:<b@example.net>")));
        await using var bench = new DeliveryBench { Network = new TestNetwork().On(DeliveryBench.SmartHost, server), Spool = new BlockSpool { BlockSize = blockSize } };
        var result = Assert.Single(await bench.DeliverAsync(DeliveryBench.Envelope("b@example.net"), "Subject: x\r\n\r\ngr\u00fc\u00df\r\n.dot\r\n"));
        await bench.StopAsync();

        Assert.Equal(DeliveryOutcome.Delivered, result.Outcome);
        Assert.Equal(
            "Subject: x\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=unknown-8bit\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\ngr=FC=DF\r\n=2Edot\r\n.\r\n",
            server.Message);
        Assert.True(server.Finished);
        Assert.Equal(0, bench.Spool.Open);
    }

    [Fact]
    public async Task Octets_above_127_that_cannot_be_encoded_are_never_sent_where_they_are_not_taken()
    {
        var (results, _, bench) = await DeliveryBench.PlayAsync(Hello + Quit, DeliveryBench.Envelope("b@example.net"), "Subject: gr\u00fc\u00df\r\n\r\nx\r\n");

        var result = Assert.Single(results);
        Assert.Equal((DeliveryOutcome.Failed, "5.6.3", SmtpFailureKind.ExtensionNotOffered), (result.Outcome, result.Status, result.FailureKind));
        Assert.Contains("a header field has them", result.Text, StringComparison.Ordinal);
        Assert.Equal(0, bench.Spool.Open);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(20)]
    public async Task A_message_that_is_damaged_is_not_taken_for_one_that_can_be_encoded(int from)
    {
        await using var bench = Bench(Session("", "C: MAIL FROM:<me@example.org>", "C: RCPT TO:<b@example.net>"), 10, keepsUntried: true);
        bench.Spool.OnRead = (_, at) =>
        {
            if (at >= from) throw new SpoolDamageException("Broken.");
        };
        var result = Assert.Single(await bench.DeliverAsync(DeliveryBench.Envelope("b@example.net"), "Subject: x\r\n\r\ngr\u00fc\u00df and more\r\n"));

        Assert.Equal(DeliveryOutcome.NotTried, result.Outcome);
        Assert.Equal((1, "Broken."), Assert.Single(bench.Damaged));
        Assert.Equal(0, bench.Spool.Open);
    }

    [Fact]
    public async Task A_message_that_was_announced_with_eight_bits_and_has_none_needs_nothing()
    {
        var (results, _, _) = await DeliveryBench.PlayAsync(
            Session("", "C: MAIL FROM:<me@example.org>", "C: RCPT TO:<b@example.net>"), DeliveryBench.Envelope("b@example.net") with { Body = SmtpBodyType.EightBitMime });

        Assert.Equal(DeliveryOutcome.Delivered, Assert.Single(results).Outcome);
    }

    [Fact]
    public async Task SMTPUTF8_goes_on_where_it_is_offered()
    {
        var (results, server, _) = await DeliveryBench.PlayAsync(
            Session(All, "C: MAIL FROM:<m\u00fc@xn--mll-hoa.example> SIZE=52 SMTPUTF8", "C: RCPT TO:<b@example.net>"),
            DeliveryBench.Envelope("b@example.net") with { Sender = "m\u00fc@m\u00fcll.example", SmtpUtf8 = true });

        Assert.Equal(DeliveryOutcome.Delivered, Assert.Single(results).Outcome);
        Assert.True(server.Finished);
    }

    [Fact]
    public async Task Without_SMTPUTF8_a_sender_that_needs_it_fails()
    {
        var (results, _, _) = await DeliveryBench.PlayAsync(
            Opening("8BITMIME") + Quit, DeliveryBench.Envelope("b@example.net") with { Sender = "m\u00fc@example.org", SmtpUtf8 = true });

        var result = Assert.Single(results);
        Assert.Equal((DeliveryOutcome.Failed, "5.6.7", SmtpFailureKind.ExtensionNotOffered), (result.Outcome, result.Status, result.FailureKind));
    }

    [Fact]
    public async Task Without_SMTPUTF8_only_the_recipients_that_need_it_fail()
    {
        var (results, server, _) = await DeliveryBench.PlayAsync(
            Session("", "C: MAIL FROM:<me@xn--mll-hoa.example>", "C: RCPT TO:<b@example.net>", "C: RCPT TO:<d@xn--mll-hoa.example>"),
            DeliveryBench.Envelope("b@example.net", "\u00fc@example.net", "d@m\u00fcll.example") with { Sender = "me@m\u00fcll.example", SmtpUtf8 = true });

        Assert.Equal(["2.0.0", "5.6.7", "2.0.0"], results.Select(result => result.Status));
        Assert.True(server.Finished);
    }

    [Theory]
    [InlineData("Subject: gr\u00fc\u00df\r\n\r\nx\r\n", 1)]
    [InlineData("Subject: gr\u00fc\u00df\r\n\r\nx\r\n", 100)]
    [InlineData("Subject: x\r\nX: \u00fc", 7)]
    public async Task Without_SMTPUTF8_a_header_that_needs_it_fails(string body, int blockSize)
    {
        await using var bench = Bench(Opening("8BITMIME") + Quit, blockSize);
        var result = Assert.Single(await bench.DeliverAsync(DeliveryBench.Envelope("b@example.net") with { SmtpUtf8 = true }, body));

        Assert.Equal((DeliveryOutcome.Failed, "5.6.7"), (result.Outcome, result.Status));
        Assert.Equal(0, bench.Spool.Open);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(13)]
    [InlineData(100)]
    public async Task Without_SMTPUTF8_a_message_that_needs_only_eight_bits_is_sent(int blockSize)
    {
        await using var bench = Bench(Session("8BITMIME", "C: MAIL FROM:<me@example.org> BODY=8BITMIME", "C: RCPT TO:<b@example.net>"), blockSize);
        var result = Assert.Single(await bench.DeliverAsync(DeliveryBench.Envelope("b@example.net") with { SmtpUtf8 = true }, "Subject: x\r\n\r\ngr\u00fc\u00df\r\n"));

        Assert.Equal(DeliveryOutcome.Delivered, result.Outcome);
        Assert.Equal(0, bench.Spool.Open);
    }

    [Fact]
    public async Task An_address_that_could_smuggle_a_command_is_never_sent()
    {
        var (results, server, _) = await DeliveryBench.PlayAsync(
            Session("", "C: MAIL FROM:<me@example.org>", "C: RCPT TO:<b@example.net>"), DeliveryBench.Envelope("a@example.net>\r\nRSET", "b@example.net", "c\0@example.net"));

        Assert.Equal(["5.1.3", "2.0.0", "5.1.3"], results.Select(result => result.Status));
        Assert.True(server.Finished);
    }

    [Fact]
    public async Task A_sender_that_could_smuggle_a_command_is_never_sent()
    {
        var (results, _, _) = await DeliveryBench.PlayAsync(Hello + Quit, DeliveryBench.Envelope("b@example.net") with { Sender = "a@example.org>\r\nX" });

        Assert.Equal("5.1.7", Assert.Single(results).Status);
    }

    [Fact]
    public async Task What_the_sender_wants_to_be_told_goes_on_where_DSN_is_offered()
    {
        var envelope = DeliveryBench.Envelope("a@example.net", "b@example.net", "c@example.net", "d@example.net") with
        {
            Return = DsnReturn.Headers,
            EnvelopeId = "QQ 314+159",
            Recipients =
            [
                new RelayRecipient("a@example.net", DsnNotify.Success | DsnNotify.Failure | DsnNotify.Delay, new OriginalRecipient("rfc822", "a+b@example.com")),
                new RelayRecipient("b@example.net", DsnNotify.Never),
                new RelayRecipient("c@example.net", DsnNotify.Failure, new OriginalRecipient("utf-8", "\\x{FC}\u00fc@example.com")),
                new RelayRecipient("d@example.net"),
            ],
        };
        var (results, server, _) = await DeliveryBench.PlayAsync(
            Session(
                "DSN",
                "C: MAIL FROM:<me@example.org> RET=HDRS ENVID=QQ+20314+2B159",
                "C: RCPT TO:<a@example.net> NOTIFY=SUCCESS,FAILURE,DELAY ORCPT=rfc822;a+2Bb@example.com",
                "C: RCPT TO:<b@example.net> NOTIFY=NEVER",
                "C: RCPT TO:<c@example.net> NOTIFY=FAILURE ORCPT=utf-8;\\x{FC}\\x{FC}@example.com",
                "C: RCPT TO:<d@example.net>"),
            envelope);

        Assert.All(results, result => Assert.Equal(DeliveryOutcome.Delivered, result.Outcome));
        Assert.Equal([true, true, true, false], results.Select(result => result.IsDsnPassedOn));
        Assert.True(server.Finished);
    }

    [Fact]
    public async Task A_utf8_recipient_of_old_goes_on_as_it_is_with_SMTPUTF8()
    {
        var envelope = DeliveryBench.Envelope("c@example.net") with
        {
            SmtpUtf8 = true,
            Return = DsnReturn.Full,
            Recipients = [new RelayRecipient("c@example.net", DsnNotify.Success, new OriginalRecipient("utf-8", "\u00fc@example.com"))],
        };
        var (results, server, _) = await DeliveryBench.PlayAsync(
            Session(All, "C: MAIL FROM:<me@example.org> SIZE=52 SMTPUTF8 RET=FULL", "C: RCPT TO:<c@example.net> NOTIFY=SUCCESS ORCPT=utf-8;\u00fc@example.com"), envelope);

        Assert.True(Assert.Single(results).IsDsnPassedOn);
        Assert.True(server.Finished);
    }

    [Fact]
    public async Task Without_DSN_nothing_is_said_of_it()
    {
        var envelope = DeliveryBench.Envelope("a@example.net") with
        {
            Return = DsnReturn.Full,
            EnvelopeId = "x",
            Recipients = [new RelayRecipient("a@example.net", DsnNotify.Success, new OriginalRecipient("rfc822", "a@example.com"))],
        };
        var (results, server, _) = await DeliveryBench.PlayAsync(Session("", "C: MAIL FROM:<me@example.org>", "C: RCPT TO:<a@example.net>"), envelope);

        Assert.Equal((DeliveryOutcome.Delivered, false), (results[0].Outcome, results[0].IsDsnPassedOn));
        Assert.True(server.Finished);
    }

    [Fact]
    public async Task REQUIRETLS_is_never_dropped()
    {
        var (results, _, _) = await DeliveryBench.PlayAsync(Opening("REQUIRETLS") + Quit, DeliveryBench.Envelope("b@example.net") with { RequireTls = true });

        var result = Assert.Single(results);
        Assert.Equal((DeliveryOutcome.Failed, "5.7.30"), (result.Outcome, result.Status));
    }

    private static DeliveryBench Bench(string script, int blockSize, bool keepsUntried = false) => new()
    {
        Network = new TestNetwork().On(DeliveryBench.SmartHost, script),
        Spool = new BlockSpool { BlockSize = blockSize },
        Queue = new TestQueue { KeepsUntried = keepsUntried },
    };

    private static string Session(string offered, params string[] envelope) => (offered.Length == 0 ? Hello : Opening(offered.Split(',')))
        + string.Join('\n', envelope) + "\nC: DATA\n" + string.Concat(envelope.Select(_ => "S: 250 ok\n")) + "S: 354 go on\n" + Sent("250 taken") + Quit;
}
