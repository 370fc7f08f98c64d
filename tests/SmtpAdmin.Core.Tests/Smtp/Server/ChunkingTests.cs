using System.Text;
using FsCheck;
using FsCheck.Fluent;
using SmtpAdmin.Smtp.Protocol;
using SmtpAdmin.Smtp.Server;

namespace SmtpAdmin.Core.Tests.Smtp.Server;

/// <summary>Messages in chunks (BDAT, RFC 3030).</summary>
public sealed class ChunkingTests
{
    [Fact]
    public async Task A_message_comes_in_chunks_octet_by_octet_and_dots_are_dots()
    {
        await using var server = await GreetedAsync();
        await server.OpenTransactionAsync();
        Assert.Equal("250 2.0.0 12 octets received", await SendChunkAsync(server, "Subject: x\r\n"));
        Assert.Equal("250 2.0.0 0 octets received", await SendChunkAsync(server, ""));
        Assert.Equal("250 2.0.0 9 octets received", await SendChunkAsync(server, "\r\n..dot\r\n"));
        Assert.Equal("250 2.0.0 Taken", await SendChunkAsync(server, ".\r\n.\xe9\r\n", last: true));
        var message = Assert.Single(server.Handler.Messages);
        Assert.Equal("Subject: x\r\n\r\n..dot\r\n.\r\n.\xe9\r\n", Encoding.Latin1.GetString(message.Content));
        Assert.Equal((message.Content.Length, true), (message.Seen.Length, message.Seen.HasEightBit));
        Assert.StartsWith("250", await server.SayAsync("MAIL FROM:<next@example.test>"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("a", "a\r\n")]
    [InlineData("a\r\n", "a\r\n")]
    [InlineData("a\r\n.", "a\r\n.\r\n")]
    public async Task A_last_line_without_an_end_gets_one(string content, string expected)
    {
        await using var server = await GreetedAsync();
        await server.OpenTransactionAsync();
        Assert.Equal("250 2.0.0 Taken", await SendChunkAsync(server, content, last: true));
        var message = Assert.Single(server.Handler.Messages);
        Assert.Equal((expected, expected.Length), (Encoding.ASCII.GetString(message.Content), message.Seen.Length));
    }

    [Theory]
    [InlineData("a\nb\r\n")]
    [InlineData("a\rb\r\n")]
    [InlineData("a\r")] // at the very end
    [InlineData("a\n")]
    public async Task A_bare_line_ending_is_met_as_in_DATA(string content)
    {
        foreach (var (policy, code) in new[] { (BareLineEndingPolicy.Reject, "550 5.5.2"), (BareLineEndingPolicy.Defer, "451 4.5.2"), (BareLineEndingPolicy.Normalize, "250 "), (BareLineEndingPolicy.Keep, "250 ") })
        {
            await using var server = await GreetedAsync(options => options with { BareLineEndings = policy });
            await server.OpenTransactionAsync();
            Assert.StartsWith(code, await SendChunkAsync(server, content, last: true), StringComparison.Ordinal);
            if (policy == BareLineEndingPolicy.Normalize)
                Assert.Matches("^(a\r\nb|a b|a |a)\r\n$", Encoding.ASCII.GetString(Assert.Single(server.Handler.Messages).Content));
        }
    }

    [Theory]
    [InlineData("\0")]
    [InlineData("a\r\n\0.\r\n")]
    [InlineData("\xe9\r\na\0")]
    public async Task A_NUL_is_refused_as_in_DATA(string content)
    {
        await using var server = await GreetedAsync();
        await server.OpenTransactionAsync();
        Assert.Equal("550 5.6.0 A NUL in the message", await SendChunkAsync(server, content, last: true));
        Assert.Empty(server.Handler.Messages);
    }

    [Fact]
    public async Task A_line_ending_that_two_chunks_share_is_whole()
    {
        await using var server = await GreetedAsync();
        await server.OpenTransactionAsync();
        await SendChunkAsync(server, "a\r");
        Assert.Equal("250 2.0.0 Taken", await SendChunkAsync(server, "\nb\r\n", last: true));
        Assert.Equal("a\r\nb\r\n", Encoding.ASCII.GetString(Assert.Single(server.Handler.Messages).Content));
    }

    [Theory] // every state in which no chunk is taken
    [InlineData("", "503 ")]
    [InlineData("EHLO a", "503 ")]
    [InlineData("EHLO a|MAIL FROM:<a@example.test>", "554 ")]
    [InlineData("EHLO a|MAIL FROM:<a@example.test>|RCPT TO:<refused@example.test>", "554 ")]
    public async Task What_is_in_a_refused_chunk_is_never_a_command(string commands, string code)
    {
        await using var server = new ServerUnderTest(Chunking);
        server.Handler.OnRecipient = _ => new SmtpReply(550, "5.1.1 Nobody");
        await server.ReadAsync();
        foreach (var command in commands.Split('|', StringSplitOptions.RemoveEmptyEntries)) await server.SayAsync(command);
        Assert.StartsWith(code, await SendChunkAsync(server, "QUIT\r\nEHLO evil\r\n"), StringComparison.Ordinal);
        Assert.StartsWith("250 ", await server.SayAsync("NOOP"), StringComparison.Ordinal);
        Assert.DoesNotContain(server.Observer.Lines, line => line.Contains("evil", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_message_whose_first_part_found_no_recipient_is_not_taken_without_it()
    {
        await using var server = await GreetedAsync();
        await server.SayAsync("MAIL FROM:<a@example.test>");
        Assert.StartsWith("554 ", await SendChunkAsync(server, "first\r\n"), StringComparison.Ordinal);
        Assert.StartsWith("503 ", await server.SayAsync("RCPT TO:<b@example.test>"), StringComparison.Ordinal);
        Assert.StartsWith("503 ", await SendChunkAsync(server, "second\r\n", last: true), StringComparison.Ordinal);
        Assert.Empty(server.Handler.Messages);
        Assert.StartsWith("250 ", await server.SayAsync("RSET"), StringComparison.Ordinal);
        await server.OpenTransactionAsync();
        Assert.Equal("250 2.0.0 Taken", await SendChunkAsync(server, "x\r\n", last: true));
    }

    [Fact]
    public async Task A_part_that_was_not_taken_ends_the_message_however_the_client_goes_on()
    {
        await using var server = await GreetedAsync();
        foreach (var failing in new Action[]
        {
            () => server.Handler.OnData = () => new SmtpReply(451, "4.3.0 Not now"),
            () => server.Handler.OnOpen = () => throw new IOException("full"),
            () => server.Handler.OnWrite = _ => throw new IOException("full"),
            () => server.Handler.OnCommand = command => command.Verb == SmtpVerb.Bdat ? new SmtpReply(450, "4.7.1 Slower") : null,
        })
        {
            await server.OpenTransactionAsync();
            failing();
            Assert.StartsWith("45", await SendChunkAsync(server, "NOOP\r\n"), StringComparison.Ordinal);
            Heal(server);
            foreach (var command in new[] { "DATA", "RCPT TO:<c@example.test>", "MAIL FROM:<a@example.test>" }) Assert.StartsWith("503 ", await server.SayAsync(command), StringComparison.Ordinal);
            Assert.StartsWith("503 ", await SendChunkAsync(server, "NOOP\r\n"), StringComparison.Ordinal);
            Assert.StartsWith("503 ", await SendChunkAsync(server, "NOOP\r\n", last: true), StringComparison.Ordinal);
            Assert.StartsWith("250 ", await server.SayAsync("RSET"), StringComparison.Ordinal);
        }
        Assert.Empty(server.Handler.Messages);
        Assert.Equal(1, server.Handler.Discarded);
    }

    [Theory]
    [InlineData("DATA")]
    [InlineData("RCPT TO:<c@example.test>")]
    [InlineData("MAIL FROM:<c@example.test>")]
    [InlineData("AUTH PLAIN")]
    [InlineData("STARTTLS")]
    public async Task Between_chunks_there_is_nothing_else(string command)
    {
        await using var server = await GreetedAsync();
        await server.OpenTransactionAsync();
        await SendChunkAsync(server, "a\r\n");
        Assert.StartsWith("503 ", await server.SayAsync(command), StringComparison.Ordinal);
        Assert.Equal("250 2.0.0 Taken", await SendChunkAsync(server, "b\r\n", last: true));
        Assert.Equal("a\r\nb\r\n", Encoding.ASCII.GetString(Assert.Single(server.Handler.Messages).Content));
    }

    [Theory]
    [InlineData("RSET", true)]
    [InlineData("EHLO again", true)]
    [InlineData("HELO again", true)]
    [InlineData("RSET now", false)]
    [InlineData("EHLO", false)]
    [InlineData("NOOP", false)]
    public async Task Chunks_are_dropped_by_RSET_and_EHLO_alone(string command, bool drops)
    {
        await using var server = await GreetedAsync();
        await server.OpenTransactionAsync();
        await SendChunkAsync(server, "a\r\n");
        await server.SayAsync(command);
        Assert.Equal(drops ? 1 : 0, server.Handler.Discarded);
        Assert.StartsWith(drops ? "503 " : "250 2.0.0 Taken", await SendChunkAsync(server, "b\r\n", last: true), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_that_goes_away_between_chunks_leaves_no_message()
    {
        await using var server = await GreetedAsync();
        await server.OpenTransactionAsync();
        await SendChunkAsync(server, "a\r\n");
        Assert.Equal(SmtpSessionEnd.Disconnected, await server.HangUpAsync());
        Assert.Equal((0, 1), (server.Handler.Messages.Count, server.Handler.Discarded));
    }

    [Fact]
    public async Task A_client_that_goes_away_within_a_chunk_leaves_no_message()
    {
        await using var server = await GreetedAsync();
        await server.OpenTransactionAsync();
        await server.SendAsync("BDAT 10 LAST\r\n123456789");
        Assert.Equal(SmtpSessionEnd.Disconnected, await server.HangUpAsync());
        Assert.Equal((0, 1), (server.Handler.Messages.Count, server.Handler.Discarded));
    }

    [Fact]
    public async Task Chunks_may_be_sent_without_waiting_for_replies() // RFC 3030 section 4.2
    {
        await using var server = await GreetedAsync();
        await server.SendAsync("MAIL FROM:<a@example.test>\r\nRCPT TO:<b@example.test>\r\nBDAT 3\r\na\r\nBDAT 5\r\nNOOP\nBDAT 2 LAST\r\n\r\nBDAT 4 LAST\r\nQUITQUIT\r\n");
        Assert.Equal(
            "250 2.1.0 OK\n250 2.1.5 OK\n250 2.0.0 3 octets received\n250 2.0.0 5 octets received\n550 5.5.2 Bare <LF> in the message\n503 5.5.1 Send MAIL first\n221 2.0.0 mail.example.test closing\n",
            await server.ReadToEndAsync());
    }

    [Fact]
    public async Task The_size_limit_holds_for_all_chunks_together()
    {
        await using var server = await GreetedAsync(options => options with { Limits = new SmtpServerLimits { MaxMessageSize = 10 } });
        await server.OpenTransactionAsync();
        Assert.StartsWith("250 ", await SendChunkAsync(server, "123456\r\n"), StringComparison.Ordinal);
        Assert.StartsWith("552 5.3.4 ", await SendChunkAsync(server, "7\r\n"), StringComparison.Ordinal);
        Assert.StartsWith("503 ", await SendChunkAsync(server, "", last: true), StringComparison.Ordinal);
        await server.SayAsync("RSET");
        await server.OpenTransactionAsync();
        Assert.StartsWith("552 5.3.4 ", await SendChunkAsync(server, new string('x', 300_000), last: true), StringComparison.Ordinal);
        await server.OpenTransactionAsync();
        Assert.StartsWith("250 ", await SendChunkAsync(server, "12345678\r\n", last: true), StringComparison.Ordinal);
        Assert.InRange(server.Handler.Written, 1, 30);
    }

    [Theory]
    [InlineData("", "BDAT 9000000000000 LAST", "503 ")]
    [InlineData("", "BDAT 1048577", "503 ")]
    [InlineData("EHLO a", "BDAT 9223372036854775807 LAST", "503 ")]
    [InlineData("EHLO a|MAIL FROM:<a@example.test>", "BDAT 9000000000000 LAST", "554 ")]
    [InlineData("EHLO a|MAIL FROM:<a@example.test>|RCPT TO:<b@example.test>", "BDAT 9000000000000 LAST", "552 ")]
    [InlineData("EHLO a|MAIL FROM:<a@example.test>|RCPT TO:<b@example.test>", "BDAT 9223372036854775807", "552 ")]
    [InlineData("EHLO a|MAIL FROM:<a@example.test>|RCPT TO:<b@example.test>|BDAT 0", "BDAT 60000000 LAST", "552 ")]
    public async Task A_chunk_far_too_large_is_refused_at_once_and_not_read(string commands, string command, string code)
    {
        await using var server = new ServerUnderTest(Chunking);
        await server.ReadAsync();
        foreach (var before in commands.Split('|', StringSplitOptions.RemoveEmptyEntries)) await server.SayAsync(before);
        Assert.StartsWith(code, await server.SayAsync(command), StringComparison.Ordinal);
        Assert.Equal("", await server.ReadAsync());
        Assert.Equal(SmtpSessionEnd.Dropped, await server.Run);
        Assert.Empty(server.Handler.Messages);
    }

    [Theory]
    [InlineData("BDAT", "501 ")]
    [InlineData("BDAT x", "501 ")]
    [InlineData("BDAT -1", "501 ")]
    [InlineData("BDAT 1 FIRST", "501 ")]
    [InlineData("BDAT 1 LAST 2", "501 ")]
    [InlineData("BDAT 99999999999999999999", "501 ")]
    [InlineData("BDAT 000000000000000000001", "501 ")]
    public async Task Where_nobody_knows_how_long_a_chunk_is_nothing_behind_it_is_read(string command, string code)
    {
        await using var server = await GreetedAsync();
        await server.OpenTransactionAsync();
        await server.SendAsync(command + "\r\nMAIL FROM:<evil@example.test>\r\n");
        Assert.StartsWith(code, await server.ReadAsync(), StringComparison.Ordinal);
        Assert.Equal("", await server.ReadAsync());
        Assert.Equal(SmtpSessionEnd.Dropped, await server.Run);
        Assert.DoesNotContain(server.Observer.Lines, line => line.Contains("evil", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData("EHLO a")]
    [InlineData("EHLO a|MAIL FROM:<a@example.test>|RCPT TO:<b@example.test>")]
    public async Task A_server_that_does_not_offer_it_reads_nothing_behind_it(string commands)
    {
        await using var server = new ServerUnderTest();
        await server.ReadAsync();
        foreach (var command in commands.Split('|', StringSplitOptions.RemoveEmptyEntries)) Assert.DoesNotContain("CHUNKING", await server.SayAsync(command), StringComparison.Ordinal);
        await server.SendAsync("BDAT 6 LAST\r\nQUIT\r\n");
        Assert.StartsWith("502 ", await server.ReadAsync(), StringComparison.Ordinal);
        Assert.Equal("", await server.ReadAsync());
    }

    [Theory]
    [InlineData("BODY=BINARYMIME", "501 ")] // needs more than chunks
    [InlineData("BODY=8BITMIME", "250 ")]
    public async Task Binary_content_is_not_offered(string parameter, string code)
    {
        await using var server = await GreetedAsync();
        Assert.StartsWith(code, await server.SayAsync($"MAIL FROM:<a@example.test> {parameter}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Empty_chunks_get_a_client_nowhere()
    {
        await using var server = await GreetedAsync(options => options with { Limits = new SmtpServerLimits { MaxIdleCommands = 5, MaxErrors = 2 } });
        await server.OpenTransactionAsync();
        var sent = 0;
        while (!(await SendChunkAsync(server, "")).StartsWith("421", StringComparison.Ordinal) && !server.Run.IsCompleted) Assert.InRange(++sent, 1, 20);
        Assert.Equal(SmtpSessionEnd.Dropped, await server.Run);
        Assert.Equal(1, server.Handler.Discarded);
    }

    [Fact]
    public async Task A_refused_chunk_that_comes_fast_enough_may_take_its_time()
    {
        var clock = new ManualClock();
        await using var server = await ServerUnderTest.GreetedAsync(
            options => Chunking(options) with { Timeouts = new SmtpServerTimeouts { MinDataRate = 500, DataRateWindow = TimeSpan.FromMinutes(2) } }, clock);
        var minute = new string('x', 100_000); // more than the pipe holds: when it is sent, most of it was read
        await server.SendAsync("BDAT 800000 LAST\r\n");
        for (var n = 0; n < 8; n++)
        {
            await server.SendAsync(minute);
            clock.Advance(TimeSpan.FromMinutes(1));
        }
        Assert.StartsWith("503 ", await server.ReadAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Chunks_that_stop_coming_end_the_session()
    {
        var clock = new ManualClock();
        await using var server = await ServerUnderTest.GreetedAsync(Chunking, clock);
        await server.OpenTransactionAsync();
        await server.SendAsync("BDAT 10\r\n12345");
        await clock.AdvanceUntilAsync(server.Run, TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(10));
        Assert.Equal(SmtpSessionEnd.TimedOut, await server.Run);
        Assert.Equal(1, server.Handler.Discarded);
    }

    [Fact]
    public void However_a_message_is_cut_into_chunks_and_pieces_it_is_the_same() => Prop.ForAll(
        Gen.ArrayOf(Gen.Elements("a", "\r\n", ".", "..\r\n", "é", "\r\n.\r\n", "QUIT\r\n")).ToArbitrary(),
        Gen.Choose(1, 9).ToArbitrary(),
        Gen.Choose(1, 40).ToArbitrary(),
        async (parts, chunk, piece) =>
        {
            var content = string.Concat(parts);
            await using var server = await GreetedAsync();
            await server.OpenTransactionAsync();
            var input = new StringBuilder();
            foreach (var part in content.Chunk(chunk)) input.Append(FormattableString.Invariant($"BDAT {part.Length}\r\n")).Append(part);
            input.Append("BDAT 0 LAST\r\nQUIT\r\n");
            var replies = server.ReadToEndAsync();
            foreach (var part in input.ToString().Chunk(piece)) await server.SendAsync(new string(part));
            Assert.Contains("250 2.0.0 Taken\n221 ", await replies, StringComparison.Ordinal);
            Assert.Equal(content + (content.Length == 0 || content.EndsWith("\r\n", StringComparison.Ordinal) ? "" : "\r\n"), Encoding.Latin1.GetString(Assert.Single(server.Handler.Messages).Content));
        }).Check(Config.QuickThrowOnFailure);

    private static SmtpServerOptions Chunking(SmtpServerOptions options) => options with { Extensions = options.Extensions | SmtpServerExtensions.Chunking };

    private static Task<ServerUnderTest> GreetedAsync(Func<SmtpServerOptions, SmtpServerOptions>? configure = null) =>
        ServerUnderTest.GreetedAsync(options => Chunking(configure?.Invoke(options) ?? options));

    private static async Task<string> SendChunkAsync(ServerUnderTest server, string content, bool last = false)
    {
        await server.SendAsync(FormattableString.Invariant($"BDAT {content.Length}{(last ? " LAST" : "")}\r\n{content}"));
        return await server.ReadAsync();
    }

    private static void Heal(ServerUnderTest server)
    {
        server.Handler.OnData = () => null;
        server.Handler.OnOpen = () => { };
        server.Handler.OnWrite = _ => { };
        server.Handler.OnCommand = _ => null;
    }
}
