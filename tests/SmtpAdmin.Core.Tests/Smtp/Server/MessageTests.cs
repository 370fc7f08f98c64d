using System.Text;
using SmtpAdmin.Smtp.Protocol;
using SmtpAdmin.Smtp.Server;

namespace SmtpAdmin.Core.Tests.Smtp.Server;

/// <summary>MAIL, RCPT and DATA: what is taken, and what becomes of what is not.</summary>
public sealed class MessageTests
{
    [Theory]
    [InlineData(".\r\n", "")]
    [InlineData("Subject: x\r\n\r\n..dot\r\n\xe9\x01\r\n.\r\n", "Subject: x\r\n\r\n.dot\r\n\xe9\x01\r\n")]
    public async Task A_message_comes_through_octet_by_octet(string data, string expected)
    {
        await using var server = await ServerUnderTest.GreetedAsync();
        await server.OpenTransactionAsync();
        Assert.Equal("250 2.0.0 Taken", await server.DataAsync(data));
        var message = Assert.Single(server.Handler.Messages);
        Assert.Equal(expected, Encoding.Latin1.GetString(message.Content));
        Assert.Equal(expected.Length, message.Seen.Length);
        Assert.Equal("client.example.test", message.Session.HelloName);
        Assert.Equal(0, server.Handler.Discarded);
    }

    [Fact]
    public async Task The_envelope_has_all_that_was_said()
    {
        await using var server = await ServerUnderTest.GreetedAsync();
        await server.SayAsync("MAIL FROM:<> SIZE=5 BODY=8BITMIME SMTPUTF8 RET=FULL ENVID=x1");
        await server.SayAsync("RCPT TO:<grå@example.test> NOTIFY=SUCCESS ORCPT=rfc822;b@example.test");
        await server.SayAsync("RCPT TO:<Postmaster>");
        await server.DataAsync("x\r\n.\r\n");
        var envelope = Assert.Single(server.Handler.Messages).Envelope;
        Assert.True(envelope.Mail is { From.IsNull: true, Size: 5, Body: SmtpBodyType.EightBitMime, SmtpUtf8: true, Return: DsnReturn.Full, EnvelopeId: "x1" });
        Assert.Equal(["<grå@example.test>", "<Postmaster>"], envelope.Recipients.Select(to => to.To.ToString()));
        Assert.Equal(DsnNotify.Success, envelope.Recipients[0].Notify);
    }

    [Theory]
    [MemberData(nameof(Protocol.DataDecoderTests.FalseEnds), MemberType = typeof(Protocol.DataDecoderTests))]
    public async Task A_message_cannot_be_smuggled(string falseEnd)
    {
        await using var server = await ServerUnderTest.GreetedAsync();
        await server.OpenTransactionAsync();
        var reply = await server.DataAsync($"a{falseEnd}MAIL FROM:<evil@example.test>\r\nRCPT TO:<victim@example.test>\r\nDATA\r\nb\r\n.\r\n");
        Assert.True(reply.StartsWith("550 5.5.2", StringComparison.Ordinal) || reply == (falseEnd.Contains('\0', StringComparison.Ordinal) ? "550 5.6.0 A NUL in the message" : "250 2.0.0 Taken"), reply);
        Assert.DoesNotContain(server.Handler.Messages, message => message.Seen.HasBareLineEndings);
        Assert.InRange(server.Handler.Messages.Count, 0, 1);
        Assert.Equal("250 2.0.0 OK", await server.SayAsync("NOOP")); // one reply to one message, and no more
        Assert.DoesNotContain(server.Observer.Lines, line => line.Contains("evil", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(BareLineEndingPolicy.Reject, "550", null)]
    [InlineData(BareLineEndingPolicy.Defer, "451", null)]
    [InlineData(BareLineEndingPolicy.Normalize, "250", "a\r\nb c\r\n")]
    [InlineData(BareLineEndingPolicy.Keep, "250", "a\nb\rc\r\n")]
    public async Task Bare_line_endings_are_met_as_configured(BareLineEndingPolicy policy, string code, string? content)
    {
        await using var server = await ServerUnderTest.GreetedAsync(options => options with { BareLineEndings = policy });
        await server.OpenTransactionAsync();
        Assert.StartsWith(code, await server.DataAsync("a\nb\rc\r\n.\r\n"), StringComparison.Ordinal);
        Assert.Equal(content, server.Handler.Messages.Select(message => Encoding.ASCII.GetString(message.Content)).SingleOrDefault());
    }

    [Theory]
    [InlineData(BareLineEndingPolicy.Reject, "550 5.6.0", 0)]
    [InlineData(BareLineEndingPolicy.Defer, "451 4.6.0", 0)]
    [InlineData(BareLineEndingPolicy.Normalize, "550 5.6.0", 0)]
    [InlineData(BareLineEndingPolicy.Keep, "250", 1)]
    public async Task A_NUL_is_met_as_configured(BareLineEndingPolicy policy, string code, int taken)
    {
        await using var server = await ServerUnderTest.GreetedAsync(options => options with { BareLineEndings = policy });
        await server.OpenTransactionAsync();
        Assert.StartsWith(code, await server.DataAsync("a\r\n\0.\r\nb\r\n.\r\n"), StringComparison.Ordinal);
        Assert.Equal(taken, server.Handler.Messages.Count);
        Assert.Equal("250 2.0.0 OK", await server.SayAsync("NOOP"));
    }

    [Fact]
    public async Task A_message_over_the_limit_is_read_to_its_end_but_not_stored()
    {
        await using var server = await ServerUnderTest.GreetedAsync(options => options with { Limits = new SmtpServerLimits { MaxMessageSize = 100_000 } });
        await server.OpenTransactionAsync();
        Assert.StartsWith("354", await server.SayAsync("DATA"), StringComparison.Ordinal);
        var line = new string('x', 98) + "\r\n";
        for (var sent = 0; sent < 1_000_000; sent += 100 * line.Length) await server.SendAsync(string.Concat(Enumerable.Repeat(line, 100)));
        await server.SendAsync(".\r\n");
        Assert.StartsWith("552 5.3.4", await server.ReadAsync(), StringComparison.Ordinal);
        Assert.InRange(server.Handler.Written, 1, 100_000);
        Assert.Equal(1, server.Handler.Discarded);
        await server.OpenTransactionAsync();
        Assert.StartsWith("250", await server.DataAsync("small\r\n.\r\n"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(100_000)] // and 1 MiB more
    [InlineData(2_000_000)] // and as much again
    public async Task A_message_far_over_the_limit_is_cut_off(int limit)
    {
        await using var server = await ServerUnderTest.GreetedAsync(options => options with { Limits = new SmtpServerLimits { MaxMessageSize = limit } });
        await server.OpenTransactionAsync();
        Assert.StartsWith("354", await server.SayAsync("DATA"), StringComparison.Ordinal);
        var lines = string.Concat(Enumerable.Repeat(new string('x', 98) + "\r\n", 100));
        for (var sent = 0; sent < Math.Max(2 * limit, limit + 1024 * 1024) + lines.Length; sent += lines.Length) await server.SendAsync(lines);
        Assert.StartsWith("552 5.3.4", await server.ReadAsync(), StringComparison.Ordinal);
        Assert.Equal("", await server.ReadAsync());
        Assert.Equal(SmtpSessionEnd.Dropped, await server.Run);
        Assert.Equal(1, server.Handler.Discarded);
    }

    [Fact]
    public async Task A_message_of_exactly_the_limit_is_taken()
    {
        await using var server = await ServerUnderTest.GreetedAsync(options => options with { Limits = new SmtpServerLimits { MaxMessageSize = 10 } });
        await server.OpenTransactionAsync();
        Assert.StartsWith("250", await server.DataAsync("12345678\r\n.\r\n"), StringComparison.Ordinal);
        await server.OpenTransactionAsync();
        Assert.StartsWith("552", await server.DataAsync("123456789\r\n.\r\n"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(100, "MAIL FROM:<a@example.test> SIZE=101", "552 5.3.4")]
    [InlineData(100, "MAIL FROM:<a@example.test> SIZE=99999999999999999999", "552 5.3.4")]
    [InlineData(100, "MAIL FROM:<a@example.test> SIZE=100", "250")]
    [InlineData(0, "MAIL FROM:<a@example.test> SIZE=99999999999999999999", "250")]
    public async Task A_declared_size_is_judged_early(long limit, string command, string reply)
    {
        await using var server = await ServerUnderTest.GreetedAsync(options => options with { Limits = new SmtpServerLimits { MaxMessageSize = limit } });
        Assert.StartsWith(reply, await server.SayAsync(command), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(998, "250")]
    [InlineData(999, "550 5.6.0")]
    public async Task A_text_line_is_at_most_998_octets(int length, string reply)
    {
        await using var server = await ServerUnderTest.GreetedAsync();
        await server.OpenTransactionAsync();
        Assert.StartsWith(reply, await server.DataAsync(new string('x', length) + "\r\n.\r\n"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Recipients_over_the_limit_get_452_and_the_others_are_served()
    {
        await using var server = await ServerUnderTest.GreetedAsync(options => options with { Limits = new SmtpServerLimits { MaxRecipients = 3 } });
        await server.SayAsync("MAIL FROM:<a@example.test>");
        for (var n = 1; n <= 3; n++) Assert.StartsWith("250", await server.SayAsync($"RCPT TO:<b{n}@example.test>"), StringComparison.Ordinal);
        Assert.StartsWith("452 4.5.3", await server.SayAsync("RCPT TO:<b4@example.test>"), StringComparison.Ordinal);
        Assert.StartsWith("250", await server.DataAsync("x\r\n.\r\n"), StringComparison.Ordinal);
        Assert.Equal(3, Assert.Single(server.Handler.Messages).Envelope.Recipients.Count);
    }

    [Fact]
    public async Task Who_names_all_recipients_before_it_listens_is_still_served()
    {
        await using var server = await ServerUnderTest.GreetedAsync(options => options with { Limits = new SmtpServerLimits { MaxRecipients = 300, MaxIdleCommands = 5, MaxErrors = 2 } });
        for (var message = 0; message < 2; message++)
        {
            await server.SendAsync("MAIL FROM:<a@example.test>\r\n" + string.Concat(Enumerable.Range(0, 600).Select(n => $"RCPT TO:<b{n}@example.test>\r\n")));
            Assert.StartsWith("250", await server.ReadAsync(), StringComparison.Ordinal);
            for (var n = 0; n < 600; n++) Assert.StartsWith(n < 300 ? "250" : "452 4.5.3", await server.ReadAsync(), StringComparison.Ordinal);
            Assert.StartsWith("250", await server.DataAsync("x\r\n.\r\n"), StringComparison.Ordinal);
        }
        Assert.All(server.Handler.Messages, message => Assert.Equal(300, message.Envelope.Recipients.Count));
    }

    [Fact]
    public async Task Who_goes_on_naming_recipients_is_dropped()
    {
        await using var server = await ServerUnderTest.GreetedAsync(options => options with { Limits = new SmtpServerLimits { MaxRecipients = 10, MaxIdleCommands = 5, MaxErrors = 2 } });
        await server.SendAsync("MAIL FROM:<a@example.test>\r\n" + string.Concat(Enumerable.Repeat("RCPT TO:<b@example.test>\r\n", 100)));
        var replies = await server.ReadToEndAsync();
        Assert.EndsWith("421 4.7.0 mail.example.test Too many errors; closing\n", replies, StringComparison.Ordinal);
        Assert.Equal(SmtpSessionEnd.Dropped, await server.Run);
    }

    [Theory]
    [InlineData("MAIL FROM:<grå@example.test>", "553 5.6.7")] // RFC 6531 section 3.5
    [InlineData("MAIL FROM:<a@exämple.test>", "553 5.6.7")]
    [InlineData("MAIL FROM:<grå@example.test> SMTPUTF8", "250")]
    public async Task An_address_outside_ASCII_needs_SMTPUTF8(string command, string reply)
    {
        await using var server = await ServerUnderTest.GreetedAsync();
        Assert.StartsWith(reply, await server.SayAsync(command), StringComparison.Ordinal);
        await server.SayAsync("RSET");
        await server.SayAsync("MAIL FROM:<a@example.test>");
        Assert.StartsWith("553 5.6.7", await server.SayAsync("RCPT TO:<grå@example.test>"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SIZE=1")]
    [InlineData("BODY=8BITMIME")]
    [InlineData("SMTPUTF8")]
    [InlineData("RET=FULL")]
    [InlineData("ENVID=1")]
    [InlineData("AUTH=<>")]
    [InlineData("REQUIRETLS")]
    public async Task A_parameter_of_an_extension_that_is_not_offered_gets_555(string parameter)
    {
        await using var server = await ServerUnderTest.GreetedAsync(options => options with { Extensions = SmtpServerExtensions.None });
        Assert.StartsWith("555 5.5.4", await server.SayAsync($"MAIL FROM:<a@example.test> {parameter}"), StringComparison.Ordinal);
        Assert.StartsWith("250", await server.SayAsync("MAIL FROM:<a@example.test>"), StringComparison.Ordinal);
        Assert.StartsWith("555 5.5.4", await server.SayAsync("RCPT TO:<b@example.test> NOTIFY=NEVER"), StringComparison.Ordinal);
    }

    [Theory] // RFC 6531 section 3.7.4.2
    [InlineData("", "550 5.1.1 Nobody called gr?")]
    [InlineData(" SMTPUTF8", "550 5.1.1 Nobody called grå")]
    public async Task Replies_are_in_UTF_8_within_a_transaction_that_asked_for_it(string parameter, string reply)
    {
        await using var server = await ServerUnderTest.GreetedAsync();
        server.Handler.OnRecipient = _ => new SmtpReply(550, "5.1.1 Nobody called grå");
        await server.SayAsync($"MAIL FROM:<a@example.test>{parameter}");

        Assert.Equal(reply, await server.SayAsync("RCPT TO:<b@example.test>"));
        await server.SayAsync("RSET");
        await server.SayAsync("MAIL FROM:<a@example.test>");
        Assert.Equal("550 5.1.1 Nobody called gr?", await server.SayAsync("RCPT TO:<b@example.test>"));
    }

    [Fact]
    public async Task A_server_without_a_limit_announces_SIZE_0() // RFC 1870 section 3
    {
        await using var server = new ServerUnderTest(options => options with { Limits = new SmtpServerLimits { MaxMessageSize = 0 } });
        await server.ReadAsync();

        Assert.Contains("250-SIZE 0", (await server.SayAsync("EHLO a")).Split('\n'));
    }

    [Fact]
    public async Task A_host_that_takes_no_mail_says_521_and_closes() // RFC 7504 section 3
    {
        await using var server = new ServerUnderTest(onConnect: _ => new SmtpReply(521, "mail.example.test takes no mail"));

        Assert.Equal("521 mail.example.test takes no mail\n", await server.ReadToEndAsync());
        Assert.Equal(SmtpSessionEnd.Dropped, await server.Run);
    }

    [Fact]
    public async Task After_HELO_there_are_no_parameters()
    {
        await using var server = new ServerUnderTest();
        await server.ReadAsync();
        await server.SayAsync("HELO old.example.test");
        Assert.StartsWith("555", await server.SayAsync("MAIL FROM:<a@example.test> SIZE=1"), StringComparison.Ordinal);
        Assert.StartsWith("250", await server.SayAsync("MAIL FROM:<a@example.test>"), StringComparison.Ordinal);
        await server.SayAsync("RCPT TO:<b@example.test>");
        await server.DataAsync("x\r\n.\r\n");
        Assert.Equal("SMTP", Assert.Single(server.Handler.Messages).Session.ProtocolName(smtpUtf8: false));
    }

    [Theory]
    [InlineData("a")]
    [InlineData("a\r\n.")]
    [InlineData("a\r\n.\r")]
    public async Task A_client_that_goes_away_in_the_middle_leaves_no_message(string content)
    {
        await using var server = await ServerUnderTest.GreetedAsync();
        await server.OpenTransactionAsync();
        await server.SayAsync("DATA");
        await server.SendAsync(content);
        Assert.Equal(SmtpSessionEnd.Disconnected, await server.HangUpAsync());
        Assert.Empty(server.Handler.Messages);
        Assert.Equal(1, server.Handler.Discarded);
    }

    [Fact]
    public async Task A_reply_is_one_write_and_so_are_the_replies_to_a_group()
    {
        var writes = new WriteCounter();
        await using var server = await ServerUnderTest.GreetedAsync(options => options with { Decorate = writes.Count });
        Assert.Equal(2, writes.Total); // the greeting, and all lines of the reply to EHLO
        await server.SendAsync("MAIL FROM:<a@example.test>\r\nRCPT TO:<b@example.test>\r\nDATA\r\n");
        for (var n = 0; n < 3; n++) await server.ReadAsync();
        Assert.Equal(3, writes.Total);
        await server.SendAsync("x\r\n.\r\nQUIT\r\n");
        await server.ReadToEndAsync();
        Assert.Equal(5, writes.Total); // the word that the message was taken waits for nothing
    }

    [Fact]
    public async Task Only_replies_to_MAIL_RCPT_and_RSET_wait_for_the_rest_of_a_group() // RFC 2920 section 3.2
    {
        var writes = new WriteCounter();
        await using var server = await ServerUnderTest.GreetedAsync(options => options with { Decorate = writes.Count });
        await server.SendAsync("MAIL FROM:<a@example.test>\r\nRCPT TO:<b@example.test>\r\nRSET\r\nNOOP\r\nXYZZY\r\n:\r\nVRFY b\r\nQUIT\r\n");
        var replies = await server.ReadToEndAsync();

        Assert.Equal(["250", "250", "250", "250", "500", "500", "252", "221"], replies.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line[..3]));
        Assert.Equal(2 + 5, writes.Total); // the first four replies go together
    }

    [Fact]
    public async Task A_refusal_of_DATA_leaves_the_transaction_open_and_a_refused_message_ends_it()
    {
        await using var server = await ServerUnderTest.GreetedAsync();
        await server.OpenTransactionAsync();
        server.Handler.OnData = () => new SmtpReply(451, "4.3.0 Not now");
        Assert.Equal("451 4.3.0 Not now", await server.SayAsync("DATA"));
        Assert.Equal(0, server.Handler.Opened);
        server.Handler.OnData = () => null;
        server.Handler.OnComplete = _ => Task.FromResult(new SmtpReply(554, "5.7.1 Spam"));
        Assert.Equal("554 5.7.1 Spam", await server.DataAsync("x\r\n.\r\n"));
        Assert.StartsWith("503", await server.SayAsync("DATA"), StringComparison.Ordinal);
        Assert.Equal(1, server.Handler.Discarded);
    }

    [Fact]
    public async Task What_a_handler_decides_is_sent()
    {
        await using var server = await ServerUnderTest.GreetedAsync();
        server.Handler.OnMail = _ => new SmtpReply(450, "4.7.1 Greylisted");
        Assert.Equal("450 4.7.1 Greylisted", await server.SayAsync("MAIL FROM:<a@example.test>"));
        Assert.StartsWith("503", await server.SayAsync("RCPT TO:<b@example.test>"), StringComparison.Ordinal);
        server.Handler.OnMail = _ => new SmtpReply(250, "2.1.0 Welcome back");
        Assert.Equal("250 2.1.0 Welcome back", await server.SayAsync("MAIL FROM:<a@example.test>"));
        server.Handler.OnRecipient = to => to.To.Address!.LocalPart == "no" ? new SmtpReply(550, "5.1.1 Nobody") : null;
        Assert.Equal("550 5.1.1 Nobody", await server.SayAsync("RCPT TO:<no@example.test>"));
        Assert.StartsWith("250", await server.SayAsync("RCPT TO:<yes@example.test>"), StringComparison.Ordinal);
        await server.DataAsync("x\r\n.\r\n");
        Assert.Equal("<yes@example.test>", Assert.Single(Assert.Single(server.Handler.Messages).Envelope.Recipients).To.ToString());
        server.Handler.OnCommand = command => command.Verb == SmtpVerb.Noop ? new SmtpReply(421, "4.7.0 Enough") : null;
        Assert.Equal("421 4.7.0 Enough", await server.SayAsync("NOOP"));
        Assert.Equal(SmtpSessionEnd.Dropped, await server.Run);
    }

    [Fact]
    public async Task A_full_disk_is_452_and_any_other_failure_451_and_never_250()
    {
        await using var server = await ServerUnderTest.GreetedAsync();
        async Task<string> TryAsync()
        {
            await server.OpenTransactionAsync();
            var reply = await server.SayAsync("DATA");
            if (reply.StartsWith("354", StringComparison.Ordinal))
            {
                await server.SendAsync("x\r\n.\r\n");
                reply = await server.ReadAsync();
            }
            else await server.SayAsync("RSET");
            return reply;
        }

        server.Handler.OnOpen = () => throw new IOException("disk full");
        Assert.StartsWith("452 4.3.1", await TryAsync(), StringComparison.Ordinal);
        server.Handler.OnOpen = () => { };
        server.Handler.OnWrite = _ => throw new IOException("disk full");
        Assert.StartsWith("452 4.3.1", await TryAsync(), StringComparison.Ordinal);
        server.Handler.OnWrite = _ => { };
        server.Handler.OnComplete = _ => throw new InvalidOperationException("a bug with a secret path");
        Assert.Equal("451 4.3.0 Local error in processing", await TryAsync());
        server.Handler.OnComplete = _ => throw new TaskCanceledException("somebody's own timeout");
        Assert.StartsWith("451 4.3.0", await TryAsync(), StringComparison.Ordinal);
        Assert.Equal(4, server.Observer.Failures.Count);
        Assert.Empty(server.Handler.Messages);
        server.Handler.OnComplete = _ => Task.FromResult(new SmtpReply(250, "2.0.0 Taken"));
        Assert.StartsWith("250", await TryAsync(), StringComparison.Ordinal);
    }
}
