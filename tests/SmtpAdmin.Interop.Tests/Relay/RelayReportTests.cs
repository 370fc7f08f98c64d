using SmtpAdmin.Interop.Tests.Peers;
using SmtpAdmin.Lab;
using SmtpAdmin.Smtp.Relay;
using SmtpAdmin.Smtp.Server;

namespace SmtpAdmin.Interop.Tests.Relay;

/// <summary>The relay's reports, as a parser reads them that knows nothing of the relay.</summary>
public class RelayReportTests(PeerSet peers) : RelayInteropTests(peers)
{
    [Fact]
    public async Task A_bounce_is_read_without_a_remark()
    {
        await using var sink = SinkThatRefuses("550 5.1.1 <bob@interop.test>: no such user\n550 ask somebody else");
        await using var relay = await RunningRelay.StartAsync(sink.EndPoint);
        var message = new SampleMessage();

        var queueId = await SendAsync(relay, message, "<alice@interop.test> RET=HDRS ENVID=job+2042", "<bob@interop.test> NOTIFY=FAILURE ORCPT=rfc822;robert@interop.test");

        var report = await ReadOnlyReportAsync(relay, sink);
        AssertReport(report, "failed", "5.1.1");
        Assert.Equal("job 42", report.Status[0]["original-envelope-id"]);
        Assert.Equal(queueId, report.Status[0]["x-smtpadmin-queue-id"]);
        Assert.Equal("dns; plain.interop.test ([127.0.0.1]:0)", System.Text.RegularExpressions.Regex.Replace(report.Status[0]["received-from-mta"], @"\[?127\.0\.0\.1\]?:\d+", "[127.0.0.1]:0"));
        Assert.Equal("rfc822; robert@interop.test", report.Status[1]["original-recipient"]);
        Assert.StartsWith("dns; 127.0.0.1", report.Status[1]["remote-mta"], StringComparison.Ordinal);
        Assert.Equal("smtp; 550 5.1.1 <bob@interop.test>: no such user ask somebody else", report.Status[1]["diagnostic-code"]);
        Assert.Equal((message.MessageId, message.MessageId), (report.Returned["message-id"], report.Header["in-reply-to"]));
        Assert.Equal("text/rfc822-headers", report.Parts[2]);
    }

    [Fact]
    public async Task A_bounce_brings_the_whole_message_where_that_was_asked_for()
    {
        await using var sink = SinkThatRefuses("554 5.7.1 No");
        await using var relay = await RunningRelay.StartAsync(sink.EndPoint);
        var message = new SampleMessage(isEightBit: false);

        await SendAsync(relay, message, "<alice@interop.test> RET=FULL", "bob@interop.test");

        var report = await ReadOnlyReportAsync(relay, sink);
        AssertReport(report, "failed", "5.7.1");
        Assert.Equal("message/rfc822", report.Parts[2]);
        Assert.Equal(message.MessageId, report.Returned["message-id"]);
        Assert.Contains(System.Text.Encoding.ASCII.GetString(message.Octets), sink.Messages[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_notice_of_delay_comes_once_and_is_read_without_a_remark()
    {
        await using var sink = LabSmtpSink.Start(new LabSmtpSinkOptions { Faults = [LabFault.ReplyWith(LabStage.RcptTo, "451 4.7.1 Come back later", times: 3)] });
        await using var relay = await RunningRelay.StartAsync(sink.EndPoint, options => options with { Retry = options.Retry with { DelayNotice = TimeSpan.FromMilliseconds(400) } });
        var message = new SampleMessage();

        await SendAsync(relay, message, "alice@interop.test", "bob@interop.test");

        await relay.WaitUntilEmptyAsync(Token);
        Assert.Equal(2, sink.MessageCount); // the notice, and the message at last
        AssertSame(message, Assert.Single(sink.Messages, arrived => !arrived.Text.Contains("multipart/report", StringComparison.Ordinal)));
        var report = await ReadAsync(Assert.Single(sink.Messages, arrived => arrived.Text.Contains("multipart/report", StringComparison.Ordinal)));
        AssertReport(report, "delayed", "4.7.1");
        Assert.True(DateTimeOffset.TryParse(report.Status[1]["will-retry-until"], System.Globalization.CultureInfo.InvariantCulture, out _));
    }

    [Fact]
    public async Task A_report_of_success_is_sent_where_the_next_server_sends_none()
    {
        await using var sink = LabSmtpSink.Start(new LabSmtpSinkOptions { Extensions = SmtpServerExtensions.Default & ~SmtpServerExtensions.Dsn });
        await using var relay = await RunningRelay.StartAsync(sink.EndPoint);

        await SendAsync(relay, new SampleMessage(), "alice@interop.test", "<bob@interop.test> NOTIFY=SUCCESS,FAILURE", "<carol@interop.test> NOTIFY=NEVER");

        await relay.WaitUntilEmptyAsync(Token);
        Assert.Equal(2, sink.MessageCount);
        var report = await ReadAsync(Assert.Single(sink.Messages, arrived => arrived.Text.Contains("multipart/report", StringComparison.Ordinal)));
        AssertReport(report, "relayed", "2.0.0");
        Assert.StartsWith("smtp; 250 2.0.0 Ok: queued as ", report.Status[1]["diagnostic-code"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_international_bounce_is_read_with_the_remarks_that_are_known()
    {
        await using var sink = SinkThatRefuses("550 5.1.1 no such user");
        await using var relay = await RunningRelay.StartAsync(sink.EndPoint);
        var message = new SampleMessage("\u00e4nn@interop.test", subject: "Gr\u00fc\u00dfe");

        await SendAsync(relay, message, "<\u00e4nn@interop.test> SMTPUTF8 BODY=8BITMIME", "j\u00f6rg@b\u00fccher.interop.test");

        var report = await ReadOnlyReportAsync(relay, sink);
        // Python's parser takes no octets above 127 in a header field (RFC 6532 does).
        Assert.Equal(["NonASCIILocalPartDefect", "UndecodableBytesDefect"], report.Defects.Select(defect => defect.Split(": ")[1]).Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(("multipart/report", "message/global-delivery-status"), (report.Type, report.Parts[1]));
        Assert.Equal(("utf-8; j\u00f6rg@b\u00fccher.interop.test", "failed"), (report.Status[1]["final-recipient"], report.Status[1]["action"]));
        Assert.Equal("Gr\u00fc\u00dfe", report.Returned["subject"]);
    }

    [Fact]
    public async Task Nothing_is_sent_about_a_message_without_a_sender()
    {
        await using var sink = SinkThatRefuses("550 5.1.1 no such user");
        await using var relay = await RunningRelay.StartAsync(sink.EndPoint);

        await SendAsync(relay, new SampleMessage(), "<>", "bob@interop.test");

        var events = await relay.WaitForTheWholeStoryAsync(Token);
        Assert.Contains(events, entry => entry.Kind == SmtpTraceKind.ReportSuppressed);
        Assert.Equal(0, sink.MessageCount);
    }

    /// <summary>The first recipient is refused; what comes behind, the report, is taken.</summary>
    private static LabSmtpSink SinkThatRefuses(string reply) => LabSmtpSink.Start(new LabSmtpSinkOptions { Faults = [LabFault.ReplyWith(LabStage.RcptTo, reply, times: 1)] });

    private async Task<ReadReport> ReadOnlyReportAsync(RunningRelay relay, LabSmtpSink sink)
    {
        await relay.WaitUntilEmptyAsync(Token);
        return await ReadAsync(Assert.Single(sink.Messages));
    }

    private Task<ReadReport> ReadAsync(LabMessage message)
    {
        Assert.Null(message.Envelope.Mail.From.Address);
        return ReadReport.ReadAsync(WriteFile("report.eml", message.Content.ToArray()), Token);
    }

    private static void AssertReport(ReadReport report, string action, string status)
    {
        Assert.Empty(report.Defects);
        Assert.Equal(("multipart/report", "delivery-status"), (report.Type, report.ReportType));
        Assert.Equal(("text/plain", "message/delivery-status", 3), (report.Parts[0], report.Parts[1], report.Parts.Count));
        Assert.Equal(("Mail Delivery System <MAILER-DAEMON@relay.interop.test>", "alice@interop.test", "auto-replied"), (report.Header["from"], report.Header["to"], report.Header["auto-submitted"]));
        Assert.Equal(2, report.Status.Count); // the message's fields and those of one recipient
        Assert.Equal("dns; relay.interop.test", report.Status[0]["reporting-mta"]);
        Assert.Equal(("rfc822; bob@interop.test", action, status), (report.Status[1]["final-recipient"], report.Status[1]["action"], report.Status[1]["status"]));
        Assert.Contains("bob@interop.test", report.Text, StringComparison.Ordinal);
    }
}
