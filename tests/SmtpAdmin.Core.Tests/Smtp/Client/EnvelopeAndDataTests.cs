using System.Text;
using SmtpAdmin.Core.Tests.Smtp.Client.Support;
using SmtpAdmin.Mime;
using SmtpAdmin.Smtp.Client;
using SmtpAdmin.Smtp.Protocol;

namespace SmtpAdmin.Core.Tests.Smtp.Client;

public class EnvelopeAndDataTests
{
    private static readonly EmailAddress[] Three = [EmailAddress.Parse("b@example.net"), EmailAddress.Parse("c@example.net"), EmailAddress.Parse("d@example.net")];

    [Fact]
    public async Task Some_refused_recipients_fail_the_test_though_the_message_goes_to_the_others()
    {
        var (result, server) = await TestBench.PlayAsync(
            Session("SIZE", """
                C: MAIL FROM:<a@example.org> SIZE=51
                S: 250 ok
                C: RCPT TO:<b@example.net>
                S: 250 ok
                C: RCPT TO:<c@example.net>
                S: 550 5.1.1 no such user
                C: RCPT TO:<d@example.net>
                S: 251 will forward
                C: DATA
                S: 354 go
                C: (message)
                S: 250 2.0.0 Ok: queued as 4bQ2Tz1Jkqz9Y
                C: QUIT
                S: 221 bye
                """),
            TestBench.Options with { To = Three });
        Assert.Equal((SmtpTestStatus.Failed, SmtpStage.RcptTo, SmtpFailureKind.Reply), (result.Status, result.FailedStage, result.FailureKind));
        Assert.Equal("4bQ2Tz1Jkqz9Y", result.QueueId);
        Assert.Equal("<1@example.org>", result.MessageId);
        Assert.True(result.MessageMayBeAccepted);
        Assert.Equal(
            [("b@example.net", true), ("c@example.net", false), ("d@example.net", true)],
            result.Stages.Where(stage => stage.Name == SmtpStage.RcptTo).Select(stage => (stage.Recipient!, stage.Succeeded)));
        Assert.True(server.Finished);
    }

    [Fact]
    public async Task No_message_goes_out_when_every_recipient_is_refused()
    {
        var (result, server) = await TestBench.PlayAsync(
            Session("SIZE", "C: MAIL FROM:*\nS: 250 ok\nC: RCPT TO:<b@example.net>\nS: 550 no\nC: RCPT TO:<c@example.net>\nS: 450 later\nC: RCPT TO:<d@example.net>\nS: 550 no\nC: QUIT\nS: 221 bye"),
            TestBench.Options with { To = Three });
        Assert.Equal((SmtpTestStatus.Failed, SmtpStage.RcptTo), (result.Status, result.FailedStage));
        Assert.False(result.MessageMayBeAccepted);
        Assert.True(server.Finished);
    }

    [Fact]
    public async Task A_server_that_leaves_between_recipients_gets_no_message()
    {
        var (result, _) = await TestBench.PlayAsync(
            Session("SIZE", "C: MAIL FROM:*\nS: 250 ok\nC: RCPT TO:<b@example.net>\nS: 250 ok\nC: RCPT TO:<c@example.net>\nS: 421 too many\nX: close"),
            TestBench.Options with { To = Three });
        Assert.Equal((SmtpTestStatus.Failed, SmtpStage.RcptTo), (result.Status, result.FailedStage));
        Assert.Equal(2, result.Stages.Count(stage => stage.Name == SmtpStage.RcptTo));
        Assert.Equal(SmtpStage.RcptTo, result.Stages[^1].Name);
    }

    [Theory]
    [InlineData(SmtpStage.MailFrom, "C: MAIL FROM:<a@example.org>\nS: 250 ok\n")]
    [InlineData(SmtpStage.RcptTo, "C: MAIL FROM:<a@example.org>\nS: 250 ok\nC: RCPT TO:<b@example.net>\nS: 250 ok\n")]
    public async Task A_probe_stops_where_it_was_told_to(SmtpStage last, string steps)
    {
        var (result, server) = await TestBench.PlayAsync(Session("8BITMIME", steps + "C: QUIT\nS: 221 bye"), TestBench.Options with { StopAfter = last, Message = null });
        Assert.Equal(SmtpTestStatus.Stopped, result.Status);
        Assert.Equal([last, SmtpStage.Quit], result.Stages.TakeLast(2).Select(stage => stage.Name));
        Assert.True(server.Finished);
    }

    [Fact]
    public async Task A_test_that_stops_after_the_connection_says_nothing()
    {
        var (result, server) = await TestBench.PlayAsync("S: 220 hi", TestBench.Options with { StopAfter = SmtpStage.Connect });
        Assert.Equal([SmtpStage.Resolve, SmtpStage.Connect], result.Stages.Select(stage => stage.Name));
        Assert.Equal(SmtpTestStatus.Stopped, result.Status);
        Assert.Empty(server.Said);
    }

    [Fact]
    public async Task The_message_is_composed_for_what_the_server_offers()
    {
        ComposeOptions? seen = null;
        var (result, _) = await TestBench.PlayAsync(
            "S: 220 hi\nC: EHLO client.example.org\nS: 250-m\nS: 250-8BITMIME\nS: 250-DSN\nS: 250 SMTPUTF8\n"
            + "C: MAIL FROM:<a@example.org> BODY=8BITMIME SMTPUTF8\nS: 250 ok\nC: RCPT TO:<jörg@example.net> NOTIFY=SUCCESS,FAILURE ORCPT=utf-8;j\\x{F6}rg@example.net\nS: 250 ok\nC: DATA\nS: 354 go\nC: (message)\nS: 250 ok\nC: QUIT\nS: 221 bye",
            TestBench.Options with
            {
                To = [EmailAddress.Parse("jörg@example.net")],
                Dsn = DsnNotify.Success | DsnNotify.Failure,
                Message = offered =>
                {
                    seen = offered;
                    return TestBench.ComposedOf("Subject: ü\r\n\r\nü\r\n", eightBit: true, utf8: true);
                },
            });
        Assert.Equal(SmtpTestStatus.Sent, result.Status);
        Assert.Equal(new ComposeOptions { Allow8Bit = true, AllowUtf8Headers = true }, seen);
    }

    public static TheoryData<string, SmtpFailureKind, Func<SmtpTestOptions, SmtpTestOptions>> Needs => new()
    {
        { "SMTPUTF8", SmtpFailureKind.ExtensionNotOffered, options => options with { From = EmailAddress.Parse("jörg@example.org") } },
        { "SMTPUTF8", SmtpFailureKind.ExtensionNotOffered, options => options with { Message = _ => TestBench.ComposedOf("x", utf8: true) } },
        { "SMTPUTF8", SmtpFailureKind.ExtensionNotOffered, options => options with { Message = ComposedForAnInternationalAddress } },
        { "8BITMIME", SmtpFailureKind.ExtensionNotOffered, options => options with { Message = _ => TestBench.ComposedOf("x", eightBit: true) } },
        { "REQUIRETLS", SmtpFailureKind.ExtensionNotOffered, options => options with { RequireTls = true } },
        { "DSN", SmtpFailureKind.ExtensionNotOffered, options => options with { Dsn = DsnNotify.Never } },
        { "the server takes 100 at most", SmtpFailureKind.MessageTooBig, options => options with { Message = _ => TestBench.ComposedOf(new string('x', 101)) } },
    };

    /// <summary>As a draft is composed: refused where UTF-8 is needed and not allowed, which must not end the test with an exception.</summary>
    private static ComposedMessage ComposedForAnInternationalAddress(ComposeOptions allowed) => new MessageComposer(new Random(1)).Compose(
        new MessageDraft
        {
            From = NamedAddress.Parse("a@example.org"),
            To = [NamedAddress.Parse("jörg@example.net")],
        },
        allowed,
        DateTimeOffset.UnixEpoch);

    [Theory]
    [MemberData(nameof(Needs))]
    public async Task What_the_server_does_not_offer_is_found_before_MAIL_FROM(string what, SmtpFailureKind kind, Func<SmtpTestOptions, SmtpTestOptions> make)
    {
        var (result, server) = await TestBench.PlayAsync(Session("SIZE 100", "C: QUIT\nS: 221 bye"), make(TestBench.Options));
        Assert.Equal((SmtpTestStatus.Failed, SmtpStage.MailFrom, kind), (result.Status, result.FailedStage, result.FailureKind));
        Assert.Contains(what, result.Stages.Single(stage => stage.Name == SmtpStage.MailFrom).Text, StringComparison.Ordinal);
        Assert.True(server.Finished);
    }

    [Fact]
    public async Task A_size_limit_of_zero_is_no_limit()
    {
        var (result, _) = await TestBench.PlayAsync(Session("SIZE 0", Sending("MAIL FROM:<a@example.org> SIZE=51")), TestBench.Options);
        Assert.Equal((SmtpTestStatus.Sent, 0L), (result.Status, result.MaxSize!.Value));
    }

    [Fact]
    public async Task The_null_sender_is_a_sender()
    {
        var (result, _) = await TestBench.PlayAsync(Session("HELP", Sending("MAIL FROM:<>")), TestBench.Options with { From = null });
        Assert.Equal(SmtpTestStatus.Sent, result.Status);
    }

    [Theory]
    [InlineData("X: close")]
    [InlineData("S: 500 what?")]
    [InlineData("S: nonsense")]
    public async Task A_bad_end_after_the_message_was_taken_is_no_failure(string end)
    {
        var (result, _) = await TestBench.PlayAsync(
            Session("HELP", Sending("MAIL FROM:<a@example.org>").Replace("S: 221 bye", end, StringComparison.Ordinal)), TestBench.Options);
        Assert.Equal((SmtpTestStatus.Sent, null, SmtpFailureKind.None), (result.Status, result.FailedStage, result.FailureKind));
        Assert.True(result.Stages[^1] is { Name: SmtpStage.Quit, Succeeded: false });
    }

    [Fact]
    public async Task A_filter_may_take_longer_than_other_stages()
    {
        var bench = new TestBench();
        bench.Network.On("192.0.2.1:25", () =>
        {
            ScriptedStream? stream = null;
            stream = new ScriptedStream(SmtpScript.Parse(Session("HELP", Sending("MAIL FROM:<a@example.org>"))))
            {
                OnRead = () => bench.Time.Advance(TimeSpan.FromSeconds(stream!.Message.Length > 0 && stream.Said[^1] == "DATA" ? 119 : 1)),
            };
            return stream;
        });
        Assert.Equal(SmtpTestStatus.Sent, (await bench.RunAsync(TestBench.Options)).Status);
    }

    [Fact]
    public async Task A_refusal_while_the_message_is_on_its_way_is_the_verdict()
    {
        // The server says 552 and closes under a message of many blocks.
        var bench = new TestBench();
        bench.Network.On("192.0.2.1:25", () => new ScriptedStream(SmtpScript.Parse(Session(
            "HELP", "C: MAIL FROM:<a@example.org>\nS: 250 ok\nC: RCPT TO:<b@example.net>\nS: 250 ok\nC: DATA\nS: 354 go\nC: xxxx*\nS: 552 5.3.4 too much\nX: close"))));
        var result = await bench.RunAsync(TestBench.Options with { Message = _ => TestBench.ComposedOf(string.Concat(Enumerable.Repeat("xxxxxxxx\r\n", 10_000))) });
        Assert.Equal((SmtpTestStatus.Failed, SmtpStage.Data, SmtpFailureKind.Reply, false), (result.Status, result.FailedStage!.Value, result.FailureKind, result.MessageMayBeAccepted));
        Assert.Equal(552, result.Stages.Single(stage => stage.Name == SmtpStage.Data).Code);
    }

    [Fact]
    public async Task The_transcript_tells_the_size_of_the_message_and_not_its_text()
    {
        var (result, _) = await TestBench.PlayAsync(Session("HELP", Sending("MAIL FROM:<a@example.org>")), TestBench.Options);
        Assert.Contains(result.Transcript, entry => entry is { Side: TranscriptSide.Client, Text: "(the message, 51 octets)" });
        Assert.DoesNotContain(result.Transcript, entry => entry.Text.Contains("hello", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_a_full_name_of_its_own_a_client_gives_its_address()
    {
        Assert.Equal("[192.0.2.1]", OwnHelloName.Literal(System.Net.IPAddress.Parse("::ffff:192.0.2.1")));
        Assert.Equal("[IPv6:fe80::1]", OwnHelloName.Literal(System.Net.IPAddress.Parse("fe80::1%3")));
        Assert.False(OwnHelloName.IsFullName("localhost"));
        Assert.False(OwnHelloName.IsFullName("host.(none)"));
        Assert.True(OwnHelloName.IsFullName("host.example.org"));
        var (_, server) = await TestBench.PlayAsync("S: 220 hi\nC: EHLO *\nS: 250 m\nC: QUIT\nS: 221 bye", TestBench.Options with { HelloName = null, StopAfter = SmtpStage.Ehlo });
        Assert.Matches(@"^EHLO (\[192\.0\.2\.99\]|[\w-]+(\.[\w-]+)+)$", server.Said[0]);
    }

    [Fact]
    public async Task A_cancelled_test_composes_nothing_more_and_a_composer_that_fails_leaves_no_connection()
    {
        var bench = new TestBench();
        bench.Network.On("192.0.2.1:25", Session("HELP", ""));
        await Assert.ThrowsAsync<FormatException>(() => bench.RunAsync(TestBench.Options with { Message = _ => throw new FormatException("no draft") }));
        Assert.True(bench.Network.Streams[0].Disposed);
    }

    private static string Session(string extension, string rest) => $"S: 220 hi\nC: EHLO client.example.org\nS: 250-m\nS: 250 {extension}\n{rest}";

    private static string Sending(string mailFrom) => $"C: {mailFrom}\nS: 250 ok\nC: RCPT TO:<b@example.net>\nS: 250 ok\nC: DATA\nS: 354 go\nC: (message)\nS: 250 ok\nC: QUIT\nS: 221 bye";
}
