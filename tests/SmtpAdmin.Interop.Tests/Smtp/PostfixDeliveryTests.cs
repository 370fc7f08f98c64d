using System.Globalization;
using System.Text;
using SmtpAdmin.Dns;
using SmtpAdmin.Interop.Tests.Peers;
using SmtpAdmin.Mime;
using SmtpAdmin.Smtp.Client;
using SmtpAdmin.Smtp.Protocol;

namespace SmtpAdmin.Interop.Tests.Smtp;

public class PostfixDeliveryTests(PeerSet peers) : SmtpInteropTests(peers)
{
    private const string Text = "plain text\n";
    private const string EightBit = "Gr\u00fc\u00dfe, \u65e5\u672c\u8a9e, \ud83d\udce7\n";
    private const string Dots = ".\n..\n...and text\n.\nMAIL FROM:<evil@example.com>\nRCPT TO:<bob@interop.test>\nDATA\n.\n";
    private const string NoLineEnd = "the last line has no end";

    private PostfixPeer Postfix => Peers.Postfix;

    protected override PeerFixture Server => Postfix;

    [Theory]
    [InlineData(PostfixService.Submission, Text)]
    [InlineData(PostfixService.Submission, EightBit)]
    [InlineData(PostfixService.Submission, Dots)]
    [InlineData(PostfixService.Submission, NoLineEnd)]
    [InlineData(PostfixService.Submission, "")]
    [InlineData(PostfixService.Submission, "\n\n\n")]
    [InlineData(PostfixService.Submission, "From the first word on, mbox files quote this\n")]
    [InlineData(PostfixService.Plain, EightBit)]
    [InlineData(PostfixService.Plain, Dots)]
    public async Task A_message_arrives_octet_for_octet(PostfixService service, string body)
    {
        await AssertExactAsync(service, Draft with { Body = body, Subject = "\u00dcber die Zustellung, f\u00fcr alle F\u00e4lle" });
    }

    [Fact]
    public async Task Long_lines_and_attachments_arrive_octet_for_octet()
    {
        var octets = new byte[100_000];
        new Random(17).NextBytes(octets);

        var mail = await AssertExactAsync(PostfixService.Submission, Draft with
        {
            Body = new string('l', 5000) + "\n" + EightBit + Dots + string.Join(' ', Enumerable.Repeat("\u00e4", 3000)),
            Attachments =
            [
                new MessageAttachment("r\u00e4tsel.bin", "application/octet-stream", octets),
                new MessageAttachment("note.txt", "text/plain", "a line\r\n.\r\nand another"u8.ToArray()),
                new MessageAttachment("empty", "application/octet-stream", ReadOnlyMemory<byte>.Empty),
            ],
        });

        Assert.All(Encoding.Latin1.GetString(mail.Octets).Split('\n'), line => Assert.InRange(line.Length, 0, 998));
    }

    [Fact]
    public async Task A_message_just_below_the_limit_goes_through()
    {
        var result = await RunAsync(Submission() with { Message = Compose(Draft with { Body = string.Concat(Enumerable.Repeat(new string('y', 78) + "\n", 12_500)) }) });

        AssertSent(result);
        Assert.Contains(result.Transcript, entry => entry.Text.StartsWith("MAIL FROM:<alice@interop.test> SIZE=1000", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_queue_id_is_the_one_in_the_servers_log()
    {
        var result = await RunAsync(Submission());

        AssertSent(result);
        await Postfix.WaitForLogAsync($"{result.QueueId}: message-id={result.MessageId}", Token);
        var mail = await Postfix.WaitForMailAsync("bob", result.MessageId!, Token);
        Assert.Contains($"id {result.QueueId}", mail.Field("Received"), StringComparison.Ordinal);
        Assert.StartsWith("from client.interop.test ", mail.Field("Received"), StringComparison.Ordinal);
        Assert.Equal("<alice@interop.test>", mail.Field("Return-Path"));
    }

    [Fact]
    public async Task The_null_sender_writes_too()
    {
        var result = await RunAsync(Submission() with { From = null });

        AssertSent(result);
        Assert.Equal("<>", (await Postfix.WaitForMailAsync("bob", result.MessageId!, Token)).Field("Return-Path"));
    }

    [Fact]
    public async Task An_international_address_is_written_to()
    {
        var to = EmailAddress.Parse("gr\u00e5@interop.test");
        var draft = Draft with { To = [new NamedAddress("Gr\u00e5", to)], Subject = "\u00e5pent", Body = EightBit };

        var result = await RunAsync(Submission() with { To = [to], Message = Compose(draft) });

        AssertSent(result);
        Assert.Contains(result.Transcript, entry => entry.Text.StartsWith("MAIL FROM:", StringComparison.Ordinal) && entry.Text.Contains(" SMTPUTF8", StringComparison.Ordinal));
        var mail = await Postfix.WaitForMailAsync("gr\u00e5", result.MessageId!, Token);
        Assert.Contains("gr\u00e5@interop.test", mail.Field("To"), StringComparison.Ordinal);
        Assert.Contains("with UTF8SMTPS", mail.Field("Received"), StringComparison.Ordinal); // RFC 6531 section 4.3
    }

    [Fact]
    public async Task An_international_domain_goes_without_the_extension()
    {
        // The mailbox is ASCII, so the domain goes as A-labels, and any server takes it.
        var to = EmailAddress.Parse("bob@m\u00fcnchen.interop.test");

        var result = await RunAsync(Options(Postfix[PostfixService.Plain], null) with { To = [to], Message = Compose(Draft with { To = [new NamedAddress("", to)] }) });

        AssertSent(result);
        Assert.Contains(result.Transcript, entry => entry.Text == "RCPT TO:<bob@xn--mnchen-3ya.interop.test>");
        await Postfix.WaitForMailAsync("bob", result.MessageId!, Token);
    }

    [Fact]
    public async Task A_notification_of_success_comes_when_it_was_asked_for()
    {
        var result = await RunAsync(Submission() with { Dsn = DsnNotify.Success | DsnNotify.Failure });

        AssertSent(result);
        Assert.Contains(result.Transcript, entry => entry.Text.StartsWith("RCPT TO:<bob@interop.test> NOTIFY=SUCCESS,FAILURE", StringComparison.Ordinal));
        var report = Encoding.UTF8.GetString((await Postfix.WaitForMailAsync("alice", result.MessageId!, Token)).Octets);
        Assert.Contains("report-type=delivery-status", report, StringComparison.Ordinal);
        Assert.Contains("Original-Recipient: rfc822;bob@interop.test", report, StringComparison.Ordinal);
        Assert.Contains("Action: delivered", report, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(DsnNotify.None, true)]
    [InlineData(DsnNotify.Failure | DsnNotify.Delay, true)]
    [InlineData(DsnNotify.Success, false)]
    [InlineData(DsnNotify.Never, false)]
    public async Task Of_a_failure_comes_word_unless_it_was_not_wanted(DsnNotify notify, bool comes)
    {
        var result = await RunAsync(Submission() with
        {
            Dsn = notify,
            To = [EmailAddress.Parse($"someone@{PostfixPeer.BouncingDomain}")],
            Credentials = SaslCredentials.FromPassword(DovecotSasl.UserName, DovecotSasl.Password),
        });

        AssertSent(result);
        var history = await Postfix.WaitForHistoryAsync(result.QueueId!, Token);
        Assert.Contains(history, line => line.Contains("status=bounced", StringComparison.Ordinal));
        Assert.Equal(comes, history.Any(line => line.Contains("sender non-delivery notification", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task The_mail_hosts_of_a_domain_are_found_and_tried_in_order()
    {
        await Peers.Bind.RequireAsync();
        await using var resolver = new DnsResolver(new DnsResolverOptions { Servers = [Peers.Bind.EndPoint] }, TimeProvider.System);
        var request = new SmtpTestRequest
        {
            ViaMx = true,
            From = new NamedAddress("", Alice),
            To = [NamedAddress.Parse("bob@delivery.interop.test")],
            Options = Submission() with { Port = Postfix[PostfixService.Submission].Port, Message = null },
        };

        var results = new List<SmtpTestResult>();
        await foreach (var result in new SmtpTestRunner(resolver, TimeProvider.System).RunAsync(request, null, Token)) results.Add(result);

        Assert.Equal(
            [("nowhere.interop.test", 5, SmtpTestStatus.Failed), ("smtp.interop.test", 10, SmtpTestStatus.Sent), ("smtp2.interop.test", 20, SmtpTestStatus.Stopped)],
            results.Select(result => (result.Server, result.MxPreference ?? -1, result.Status)));
        Assert.Equal(SmtpFailureKind.NameNotFound, results[0].FailureKind);
        await Postfix.WaitForMailAsync("bob", results[1].MessageId!, Token);
    }

    private SmtpTestOptions Submission() => Options(Postfix[PostfixService.Submission], Postfix.Authority) with { Security = SmtpSecurity.StartTls };

    /// <summary>Sends a message, and compares what was composed with what stands in the mailbox behind the trace headers.</summary>
    private async Task<ReceivedMail> AssertExactAsync(PostfixService service, MessageDraft draft)
    {
        ComposedMessage? composed = null;
        var result = await RunAsync(Options(Postfix[service], Postfix.Authority) with { Message = allowed => composed = Compose(draft)(allowed) });

        AssertSent(result);
        Assert.Equal(service == PostfixService.Plain, !composed!.Needs8BitMime && Ascii.IsValid(composed.Content.Span) && result.Extensions.All(word => word != "8BITMIME"));
        var mail = await Postfix.WaitForMailAsync("bob", result.MessageId!, Token);
        // A maildir has LF at the end of a line (and Postfix stores no more than that of CRLF).
        var expected = Encoding.Latin1.GetString(composed.Content.Span).Replace("\r\n", "\n", StringComparison.Ordinal);
        var actual = Encoding.Latin1.GetString(mail.Octets);
        var start = actual.Length - expected.Length;
        Assert.True(start > 0, string.Create(CultureInfo.InvariantCulture, $"{actual.Length} octets came of {expected.Length}.\n{actual}"));
        Assert.Equal(expected, actual[start..]);
        Assert.All(actual[..start].TrimEnd('\n').Split('\n').Where(line => line[0] is not (' ' or '\t')).Select(line => line.Split(':')[0]),
            name => Assert.Contains(name, (string[])["Return-Path", "X-Original-To", "Delivered-To", "Received"]));
        return mail;
    }
}
