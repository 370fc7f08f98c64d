using System.Text;
using SmtpAdmin.Smtp.Protocol;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.Core.Tests.Smtp.Relay.Bounces;

public sealed class ReportContentTests
{
    private readonly ReportBench _bench = new();

    [Fact]
    public async Task The_status_says_what_the_sender_gave_to_recognise_it_by()
    {
        _bench.Envelope = _bench.Envelope with { EnvelopeId = "job 42+1=43" };
        _bench.Recipient = new RelayRecipient("bob@example.net", DsnNotify.Failure, new OriginalRecipient("rfc822", "Robert+x@example.net"));
        await _bench.BounceAsync();
        var report = ReadReport.Read(_bench.Sent);
        Assert.Equal("job 42+1=43", report.Groups[0]["Original-Envelope-Id"]);
        Assert.Equal("dns; relay.example.org", report.Groups[0]["Reporting-MTA"]);
        Assert.Equal("dns; printer (10.0.0.7)", report.Groups[0]["Received-From-MTA"]);
        Assert.Equal("Tue, 3 Nov 2026 09:00:00 +0000", report.Groups[0]["Arrival-Date"]);
        var recipient = Assert.Single(report.Groups.Skip(1));
        Assert.Equal("rfc822; Robert+x@example.net", recipient["Original-Recipient"]);
        Assert.Equal("rfc822; bob@example.net", recipient["Final-Recipient"]);
        Assert.Equal("failed", recipient["Action"]);
        Assert.Equal("5.1.1", recipient["Status"]);
        Assert.Equal("dns; mx.example.net", recipient["Remote-MTA"]);
        Assert.Equal("smtp; 550 5.1.1 <bob@example.net>: no such user here", recipient["Diagnostic-Code"]);
        Assert.Equal("Tue, 3 Nov 2026 09:05:06 +0000", recipient["Last-Attempt-Date"]);
        Assert.Equal("<1@example.org>", report.Message["In-Reply-To"]);
        Assert.Contains("first addressed to Robert+x@example.net", report.Human, StringComparison.Ordinal);
        Assert.Contains("Check the address for typing errors", report.Human.ReplaceLineEndings(" "), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_notice_of_delay_says_until_when_it_is_tried()
    {
        await _bench.SendAsync(RelayMessageKind.DelayNotice, new ReportedRecipient(0, "4.4.1", "no server answered") { RetryUntil = _bench.Time.GetUtcNow().AddDays(5) });
        var report = ReadReport.Read(_bench.Sent);
        Assert.Equal(("delayed", "4.4.1", "Sun, 8 Nov 2026 09:05:07 +0000"), (report.Groups[1]["Action"], report.Groups[1]["Status"], report.Groups[1]["Will-Retry-Until"]));
        Assert.Equal("X-SmtpAdmin; no server answered", report.Groups[1]["Diagnostic-Code"]);
        Assert.False(report.Groups[1].ContainsKey("Remote-MTA"));
        Assert.Contains("you need not send it again", report.Human.ReplaceLineEndings(" "), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_report_of_success_says_that_the_message_was_relayed_and_brings_no_body()
    {
        _bench.Notify(DsnNotify.Success);
        _bench.Envelope = _bench.Envelope with { Return = DsnReturn.Full };
        await _bench.SendAsync(RelayMessageKind.SuccessReport, new ReportedRecipient(0, "2.0.0", "250 2.0.0 OK") { IsReply = true });
        var report = ReadReport.Read(_bench.Sent);
        Assert.Equal("relayed", report.Groups[1]["Action"]);
        Assert.Equal("text/rfc822-headers", report.TypeOf(2));
    }

    [Theory]
    [InlineData(DsnReturn.Unspecified)]
    [InlineData(DsnReturn.Headers)]
    public async Task The_header_alone_comes_back_unless_more_is_asked(DsnReturn wanted)
    {
        _bench.Envelope = _bench.Envelope with { Return = wanted };
        await _bench.BounceAsync();
        var report = ReadReport.Read(_bench.Sent);
        Assert.Equal("text/rfc822-headers", report.TypeOf(2));
        Assert.Equal(ReportBench.Header, report.Returned.Text);
    }

    [Fact]
    public async Task The_whole_comes_back_where_it_is_asked()
    {
        _bench.Envelope = _bench.Envelope with { Return = DsnReturn.Full };
        await _bench.BounceAsync();
        var report = ReadReport.Read(_bench.Sent);
        Assert.Equal("message/rfc822", report.TypeOf(2));
        Assert.Equal(ReportBench.Message, report.Returned.Text);
    }

    [Fact]
    public async Task A_large_message_comes_back_by_its_header()
    {
        _bench.Spool.BlockSize = 65536;
        _bench.Envelope = _bench.Envelope with { Return = DsnReturn.Full };
        _bench.Keep(Encoding.ASCII.GetBytes(ReportBench.Message + string.Concat(Enumerable.Repeat(new string('x', 98) + "\r\n", OriginalMessage.MaxWhole / 100))));
        await _bench.BounceAsync();
        Assert.Equal(ReportBench.Header, ReadReport.Read(_bench.Sent).Returned.Text);
    }

    [Theory]
    [InlineData("\r\nGrüße\r\n")] // message/rfc822 of 8 bits would need 8BITMIME all the way
    [InlineData("\r\na \0 b\r\n")]
    [InlineData("\r\nbare\nline\r\n")]
    public async Task A_message_that_would_need_an_encoding_comes_back_by_its_header(string body)
    {
        _bench.Envelope = _bench.Envelope with { Return = DsnReturn.Full };
        _bench.Keep(Encoding.UTF8.GetBytes(ReportBench.Header + body));
        await _bench.BounceAsync();
        Assert.Equal(ReportBench.Header, ReadReport.Read(_bench.Sent).Returned.Text);
    }

    [Fact]
    public async Task A_header_of_8_bits_comes_back_encoded()
    {
        byte[] head = [.. "From: ann@example.org\r\nSubject: Gr"u8, 0xFC, .. "n\r\n"u8];
        _bench.Keep([.. head, .. "\r\nbody\r\n"u8]);
        await _bench.BounceAsync();
        var report = ReadReport.Read(_bench.Sent);
        Assert.Equal(("text/rfc822-headers", "quoted-printable"), (report.TypeOf(2), report.Returned["Content-Transfer-Encoding"]));
        Assert.Equal(head, report.Returned.Body);
    }

    [Fact]
    public async Task A_header_in_UTF8_to_a_sender_in_ASCII_needs_no_SMTPUTF8()
    {
        _bench.Envelope = _bench.Envelope with { SmtpUtf8 = true };
        _bench.Recipient = new RelayRecipient("jörg@bücher.example", OriginalRecipient: new OriginalRecipient("utf-8", @"jörg\x{2B}1@bücher.example"));
        _bench.Keep("Subject: Grüße\r\n\r\nbody\r\n"u8.ToArray());
        await _bench.BounceAsync();
        Assert.False(Assert.Single(_bench.Queue).Envelope.SmtpUtf8);
        var report = ReadReport.Read(_bench.Sent);
        Assert.Equal(@"utf-8; j\x{F6}rg@b\x{FC}cher.example", report.Groups[1]["Final-Recipient"]);
        Assert.Equal(@"utf-8; j\x{F6}rg\x{2B}1@b\x{FC}cher.example", report.Groups[1]["Original-Recipient"]);
        Assert.Contains("  jörg@bücher.example", report.Human, StringComparison.Ordinal);
        Assert.Equal("Subject: Grüße\r\n", report.Returned.Text);
    }

    [Fact]
    public async Task A_sender_that_needs_SMTPUTF8_gets_a_report_in_UTF8()
    {
        _bench.Envelope = _bench.Envelope with { SmtpUtf8 = true, Sender = "änn@example.org", Return = DsnReturn.Full };
        _bench.Recipient = new RelayRecipient("jörg@bücher.example");
        _bench.Keep("Subject: Grüße\r\n\r\nGrüße\r\n"u8.ToArray());
        await _bench.BounceAsync(_bench.Unknown with { Text = "550 5.1.1 niemand heißt so" });
        var envelope = Assert.Single(_bench.Queue).Envelope;
        Assert.True(envelope is { SmtpUtf8: true, HasEightBit: true, Body: SmtpBodyType.EightBitMime });
        var report = ReadReport.Read(_bench.Sent, smtpUtf8: true);
        Assert.Equal("änn@example.org", report.Message["To"]);
        Assert.Equal("message/global-delivery-status", report.TypeOf(1));
        Assert.Equal("utf-8; jörg@bücher.example", report.Groups[1]["Final-Recipient"]);
        Assert.Equal("smtp; 550 5.1.1 niemand heißt so", report.Groups[1]["Diagnostic-Code"]);
        Assert.Equal("message/global", report.TypeOf(2));
        Assert.Equal("Subject: Grüße\r\n\r\nGrüße\r\n", report.Returned.Text);
    }

    [Fact]
    public async Task An_international_domain_is_told_in_ASCII()
    {
        _bench.Envelope = _bench.Envelope with { Sender = "ann@bücher.example" };
        _bench.Recipient = new RelayRecipient("bob@grün.example");
        await _bench.BounceAsync();
        var report = ReadReport.Read(_bench.Sent);
        Assert.Equal("ann@xn--bcher-kva.example", report.Message["To"]);
        Assert.Equal("rfc822; bob@xn--grn-ioa.example", report.Groups[1]["Final-Recipient"]);
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(300, true)] // behind the header
    public async Task A_damaged_message_is_reported_without_what_cannot_be_read(int damagedFrom, bool hasHeader)
    {
        _bench.Envelope = _bench.Envelope with { Return = DsnReturn.Full };
        _bench.Keep(Encoding.ASCII.GetBytes(ReportBench.Message + new string('x', 500) + "\r\n"));
        _bench.Spool.DamagedFrom = damagedFrom;
        await _bench.BounceAsync();
        var report = ReadReport.Read(_bench.Sent);
        Assert.Equal(hasHeader, report.HasReturned);
        if (hasHeader) Assert.Equal(ReportBench.Header, report.Returned.Text);
        Assert.Equal(!hasHeader, report.Human.ReplaceLineEndings(" ").Contains("can no longer be read", StringComparison.Ordinal));
        Assert.Contains("is damaged", Assert.Single(_bench.Log.Events).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_that_is_gone_is_reported_all_the_same()
    {
        await _bench.Spool.RemoveAsync(ReportBench.Number);
        await _bench.BounceAsync();
        Assert.False(ReadReport.Read(_bench.Sent).HasReturned);
    }

    [Fact]
    public async Task An_endless_header_is_cut_at_a_line_end()
    {
        _bench.Spool.BlockSize = 65536;
        _bench.Keep(Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("X-Line: " + new string('x', 90) + "\r\n", 5000))));
        await _bench.BounceAsync();
        var report = ReadReport.Read(_bench.Sent);
        Assert.Equal(OriginalMessage.MaxHead / 100 * 100, report.Returned.Body.Length);
        Assert.Contains("the beginning of the message's header", report.Human.ReplaceLineEndings(" "), StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_of_many_recipients_stand_in_the_status_and_the_first_hundred_in_the_text()
    {
        _bench.Envelope = _bench.Envelope with { Recipients = [.. Enumerable.Range(0, 1000).Select(number => new RelayRecipient(FormattableString.Invariant($"user{number}@example.net")))] };
        await _bench.BounceAsync([.. Enumerable.Range(0, 1000).Select(number => new ReportedRecipient(number, "5.1.1", "550 no") { IsReply = true })]);
        var report = ReadReport.Read(_bench.Sent);
        Assert.Equal(1001, report.Groups.Count);
        Assert.Contains("And 900 more", report.Human, StringComparison.Ordinal);
        Assert.Contains("user99@", report.Human, StringComparison.Ordinal);
        Assert.DoesNotContain("user100@", report.Human, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("not an id")]
    [InlineData("<no-at>")]
    [InlineData("<a@b> <c@d>")]
    [InlineData("<a@b\r\nX-Evil: yes>")]
    [InlineData("<ä@example.org>")]
    public async Task A_Message_ID_that_is_none_is_not_referred_to(string messageId)
    {
        _bench.Envelope = _bench.Envelope with { MessageId = messageId };
        await _bench.BounceAsync();
        Assert.DoesNotContain(ReadReport.Read(_bench.Sent).Message.Headers, header => header.Name is "In-Reply-To" or "References");
    }
}
