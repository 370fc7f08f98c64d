using System.Text;
using FsCheck;
using FsCheck.Fluent;
using SmtpAdmin.Smtp.Protocol;
using SmtpAdmin.Smtp.Server;

namespace SmtpAdmin.Core.Tests.Smtp.Server;

/// <summary>Clients that mean harm, or might as well.</summary>
public sealed class AbuseTests
{
    [Fact]
    public async Task A_line_without_end_is_not_stored_and_gets_500()
    {
        await using var server = await ServerUnderTest.GreetedAsync();
        await server.SendAsync("NOOP ");
        for (var n = 0; n < 200; n++) await server.SendAsync(new string('x', 1000));
        await server.SendAsync("\r\n");
        Assert.StartsWith("500 5.5.2", await server.ReadAsync(), StringComparison.Ordinal);
        Assert.StartsWith("250", await server.SayAsync("NOOP"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_never_ends_a_line_is_cut_off()
    {
        await using var server = await ServerUnderTest.GreetedAsync();
        var block = new string('x', 32 * 1024);
        for (var n = 0; n < 33; n++) await server.SendAsync(block); // a little over 1 MiB
        Assert.StartsWith("421 4.7.0", await server.ReadAsync(), StringComparison.Ordinal);
        Assert.Equal(SmtpSessionEnd.Dropped, await server.Run);
    }

    [Fact]
    public async Task A_command_line_is_at_most_2048_octets()
    {
        await using var server = await ServerUnderTest.GreetedAsync();
        Assert.StartsWith("250", await server.SayAsync("NOOP " + new string('x', 2048 - 7)), StringComparison.Ordinal);
        Assert.StartsWith("500", await server.SayAsync("NOOP " + new string('x', 2048 - 6)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("NOOP\n")]
    [InlineData("NOOP\rRCPT TO:<x@example.test>\r\n")]
    [InlineData("\x16\x03\x01\x02\n")] // a TLS handshake on a plain port
    public async Task A_line_that_is_not_ended_by_CRLF_or_has_control_characters_gets_500(string line)
    {
        await using var server = await ServerUnderTest.GreetedAsync();
        await server.SendAsync(line);
        Assert.StartsWith("500 5.5.2", await server.ReadAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("EHLO a\r\nMAIL FROM:<a@example.test>\r\n")]
    [InlineData("HELO a\r\nNOOP\r\n")]
    public async Task Input_behind_EHLO_before_its_reply_ends_the_session(string input)
    {
        await using var server = new ServerUnderTest();
        await server.ReadAsync();
        await server.SendAsync(input);
        Assert.StartsWith("554 5.5.0", await server.ReadToEndAsync(), StringComparison.Ordinal);
        Assert.Equal(SmtpSessionEnd.Dropped, await server.Run);
    }

    [Fact]
    public async Task Input_behind_DATA_before_its_reply_ends_the_session()
    {
        await using var server = await ServerUnderTest.GreetedAsync();
        await server.OpenTransactionAsync();
        await server.SendAsync("DATA\r\nSubject: x\r\n.\r\nQUIT\r\n");
        Assert.StartsWith("554 5.5.0", await server.ReadToEndAsync(), StringComparison.Ordinal);
        Assert.Empty(server.Handler.Messages);
    }

    [Fact]
    public async Task Synchronization_may_be_left_alone()
    {
        await using var server = await ServerUnderTest.GreetedAsync(options => options with { EnforceSynchronization = false });
        await server.OpenTransactionAsync();
        await server.SendAsync("DATA\r\nSubject: x\r\n.\r\nQUIT\r\n");
        Assert.Equal("354 End data with <CR><LF>.<CR><LF>\n250 2.0.0 Taken\n221 2.0.0 mail.example.test closing\n", await server.ReadToEndAsync());
        Assert.Single(server.Handler.Messages);
    }

    [Fact]
    public async Task A_client_that_speaks_before_the_greeting_is_known_by_it()
    {
        var clock = new ManualClock();
        await using var server = new ServerUnderTest(
            options => options with { Timeouts = new SmtpServerTimeouts { GreetingDelay = TimeSpan.FromSeconds(5) } },
            clock,
            session => session.SpokeEarly ? new SmtpReply(554, "5.7.1 Wait for the greeting") : null);
        await server.SendAsync("EHLO early\r\n");
        Assert.Equal("554 5.7.1 Wait for the greeting", await server.ReadAsync()); // at once: no time had to pass
        Assert.StartsWith("503", await server.ReadAsync(), StringComparison.Ordinal); // the EHLO was not lost
        Assert.StartsWith("221", await server.SayAsync("QUIT"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_patient_client_waits_out_the_greeting_delay()
    {
        var clock = new ManualClock();
        await using var server = new ServerUnderTest(
            options => options with { Timeouts = new SmtpServerTimeouts { GreetingDelay = TimeSpan.FromSeconds(5) } }, clock);
        var greeting = server.ReadAsync();
        await clock.AdvanceUntilAsync(greeting, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));
        Assert.StartsWith("220 ", await greeting, StringComparison.Ordinal);
        Assert.False(server.Handler.LastSession!.SpokeEarly);
        Assert.StartsWith("250", await server.SayAsync("EHLO patient"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Too_many_errors_end_the_session()
    {
        await using var server = await ServerUnderTest.GreetedAsync(options => options with { Limits = new SmtpServerLimits { MaxErrors = 3 } });
        for (var n = 0; n < 3; n++) Assert.StartsWith("500", await server.SayAsync("XYZZY"), StringComparison.Ordinal);
        Assert.StartsWith("500", await server.SayAsync("XYZZY"), StringComparison.Ordinal);
        Assert.StartsWith("421 4.7.0", await server.ReadAsync(), StringComparison.Ordinal);
        Assert.Equal("", await server.ReadAsync());
        Assert.Equal(SmtpSessionEnd.Dropped, await server.Run);
    }

    [Theory]
    [InlineData("NOOP")]
    [InlineData("RSET")]
    [InlineData("VRFY a")]
    [InlineData("EHLO a")]
    public async Task A_client_that_never_gets_to_the_point_is_dropped(string command)
    {
        await using var server = await ServerUnderTest.GreetedAsync(
            options => options with { Limits = new SmtpServerLimits { MaxErrors = 2, MaxIdleCommands = 5 } });
        var replies = 0;
        while (!(await server.SayAsync(command)).StartsWith("421", StringComparison.Ordinal) && !server.Run.IsCompleted) Assert.InRange(++replies, 1, 20);
        Assert.Equal(SmtpSessionEnd.Dropped, await server.Run);
    }

    [Fact]
    public async Task A_message_forgives_errors()
    {
        await using var server = await ServerUnderTest.GreetedAsync(options => options with { Limits = new SmtpServerLimits { MaxErrors = 3 } });
        for (var round = 0; round < 4; round++)
        {
            for (var n = 0; n < 3; n++) Assert.StartsWith("500", await server.SayAsync("XYZZY"), StringComparison.Ordinal);
            await server.OpenTransactionAsync();
            Assert.StartsWith("250", await server.DataAsync("x\r\n.\r\n"), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("EHLO a\"b")]
    [InlineData("EHLO <script>")]
    [InlineData("EHLO a b")]
    [InlineData("EHLO a(comment)")]
    [InlineData("EHLO grå.example.test")]
    public async Task A_name_that_would_break_a_header_is_refused(string command)
    {
        await using var server = new ServerUnderTest();
        await server.ReadAsync();
        Assert.StartsWith("501", await server.SayAsync(command), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("EHLO [192.0.2.1]")]
    [InlineData("EHLO [IPv6:2001:db8::1]")]
    [InlineData("EHLO 192.0.2.1")]
    [InlineData("EHLO my_laptop")]
    public async Task An_odd_but_harmless_name_is_taken(string command) // RFC 5321 section 4.1.4
    {
        await using var server = new ServerUnderTest();
        await server.ReadAsync();
        Assert.StartsWith("250", await server.SayAsync(command), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Log_lines_cannot_be_forged()
    {
        await using var server = await ServerUnderTest.GreetedAsync();
        await server.SendAsync("\x1b[2J\rroot logged in\r\n");
        await server.ReadAsync();
        Assert.Contains("C: \\x1B[2J\\x0Droot logged in", server.Observer.Lines);
    }

    [Fact]
    public void Any_octets_end_in_replies_and_never_in_a_message_that_was_not_sent() =>
        Prop.ForAll(Inputs, Splits, async (input, splits) =>
        {
            var (output, messages, end) = await RunAsync(input, splits);
            var lines = output.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
            return lines.All(line => line.Length is >= 4 and <= 510 && char.IsAsciiDigit(line[0]) && line[3] is ' ' or '-' && !line.Any(char.IsControl))
                && end is SmtpSessionEnd.Quit or SmtpSessionEnd.Disconnected or SmtpSessionEnd.Dropped
                && messages <= Count(input, "\r\n.\r\n") + Encoding.Latin1.GetString(input).Split(" LAST\r\n").Length - 1;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    private static int Count(byte[] input, string text) => Encoding.Latin1.GetString(input).Split(text).Length - 1 + (input.AsSpan().IndexOf(".\r\n"u8) >= 0 ? 1 : 0);

    // Commands and parts of them, right and wrong, among any octets.
    private static Arbitrary<byte[]> Inputs { get; } = Gen.ArrayOf(Gen.Frequency(
        (8, Gen.Elements(
            "EHLO a", "HELO a", "MAIL FROM:<a@example.test>", "MAIL FROM:<> SIZE=1", "RCPT TO:<b@example.test>", "RCPT TO:<b>", "DATA", "RSET",
            "NOOP", "QUIT", "AUTH PLAIN", "AUTH LOGIN", "AUTH CRAM-MD5", "AUTH SCRAM-SHA-256 biwsbj1hLHI9Yg==", "AHRpbQBi", "*", "STARTTLS",
            "VRFY a", "HELP", "BDAT 3", "BDAT 0", "BDAT 2 LAST", "BDAT 40 LAST", "BDAT x", "GET / HTTP/1.1", ".", "..", "").Select(Encoding.ASCII.GetBytes)),
        (8, Gen.Constant("\r\n"u8.ToArray())),
        (1, Gen.Elements("\n", "\r", "\0", " ", "\r\n.\r\n").Select(Encoding.ASCII.GetBytes)),
        (1, ArbMap.Default.GeneratorFor<byte[]>()))).Select(parts => parts.SelectMany(part => part).ToArray()).ToArbitrary();

    private static Arbitrary<int[]> Splits { get; } = Gen.ArrayOf(Gen.Choose(1, 200)).ToArbitrary();

    private static async Task<(string Output, int Messages, SmtpSessionEnd End)> RunAsync(byte[] input, int[] splits)
    {
        await using var server = new ServerUnderTest(
            options => options with
            {
                Authenticator = TestUsers.List,
                AllowInsecureAuth = true,
                EnforceSynchronization = splits.Length % 2 == 0,
                Extensions = splits.Length % 3 == 0 ? options.Extensions : options.Extensions | SmtpServerExtensions.Chunking,
            });
        var output = server.ReadToEndAsync();
        var at = 0;
        foreach (var split in splits.Where(split => split < input.Length).Order())
        {
            await server.SendAsync(input[at..split]);
            at = split;
        }
        await server.SendAsync(input[at..]);
        var end = await server.HangUpAsync();
        return (string.Concat((await output).Split('\n').Select(line => line + "\r\n")), server.Handler.Messages.Count, end);
    }
}
