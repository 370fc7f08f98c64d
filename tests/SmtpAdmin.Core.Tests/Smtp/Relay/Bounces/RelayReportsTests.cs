using SmtpAdmin.Smtp.Protocol;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.Core.Tests.Smtp.Relay.Bounces;

public sealed class RelayReportsTests
{
    private readonly ReportBench _bench = new();

    [Fact]
    public async Task A_bounce_is_stored_queued_and_logged_under_one_name()
    {
        var id = await _bench.BounceAsync();

        var (number, envelope) = Assert.Single(_bench.Queue);
        Assert.Equal(1000, number);
        Assert.Equal(RelayQueueId.Create(_bench.Time.GetUtcNow(), 1000), id);
        Assert.Equal(id, envelope.QueueId);
        Assert.True(envelope.HasNullSender);
        Assert.Equal([new RelayRecipient("ann@example.org")], envelope.Recipients);
        Assert.Equal(RelayMessageKind.Bounce, envelope.Kind);
        Assert.Equal("0J3NT5D1", envelope.ReportOf);
        Assert.Equal(_bench.Sent.Length, envelope.Size);
        Assert.Equal($"<{id}@relay.example.org>", envelope.MessageId);
        Assert.False(envelope.HasEightBit);
        Assert.False(envelope.SmtpUtf8);
        var entry = Assert.Single(_bench.Log.Events);
        Assert.Equal((SmtpTraceKind.Bounced, id, "0J3NT5D1"), (entry.Kind, entry.QueueId, entry.ReportOf));
        Assert.Equal(("ann@example.org", "bob@example.net"), (Assert.Single(entry.Recipients!), Assert.Single(entry.ReportedRecipients!)));
        Assert.Equal(("550 5.1.1 <bob@example.net>: no such user here", "5.1.1", "A report of failure."), (entry.Reply, entry.Status, entry.Text));
    }

    [Fact]
    public async Task The_log_has_the_reason_where_no_server_said_anything_and_all_recipients_that_are_told_of()
    {
        await _bench.BounceAsync(new ReportedRecipient(0, "4.4.1", "Nobody listens there."), new ReportedRecipient(1, "5.2.2", "552 5.2.2 full") { IsReply = true });
        var entry = Assert.Single(_bench.Log.Events);
        Assert.Equal(["bob@example.net", "carol@example.com"], entry.ReportedRecipients!);
        Assert.Equal((null, "4.4.1", "A report of failure. Nobody listens there."), (entry.Reply, entry.Status, entry.Text));
    }

    [Theory]
    [InlineData(RelayMessageKind.Bounce, DsnNotify.None, true)]
    [InlineData(RelayMessageKind.Bounce, DsnNotify.Failure, true)]
    [InlineData(RelayMessageKind.Bounce, DsnNotify.Never, false)]
    [InlineData(RelayMessageKind.Bounce, DsnNotify.Success | DsnNotify.Delay, false)]
    [InlineData(RelayMessageKind.DelayNotice, DsnNotify.None, true)]
    [InlineData(RelayMessageKind.DelayNotice, DsnNotify.Delay, true)]
    [InlineData(RelayMessageKind.DelayNotice, DsnNotify.Failure, false)]
    [InlineData(RelayMessageKind.DelayNotice, DsnNotify.Never, false)]
    [InlineData(RelayMessageKind.SuccessReport, DsnNotify.None, false)]
    [InlineData(RelayMessageKind.SuccessReport, DsnNotify.Success, true)]
    [InlineData(RelayMessageKind.SuccessReport, DsnNotify.Failure | DsnNotify.Delay, false)]
    [InlineData(RelayMessageKind.SuccessReport, DsnNotify.Never, false)]
    public async Task A_report_is_sent_where_the_sender_wants_it(RelayMessageKind kind, DsnNotify notify, bool isSent)
    {
        _bench.Notify(notify);
        var id = await _bench.SendAsync(kind);
        Assert.Equal(isSent, id is not null);
        Assert.Equal(isSent ? 1 : 0, _bench.Queue.Count);
        Assert.Equal(!isSent && kind == RelayMessageKind.Bounce, _bench.Log.Events.Any(entry => entry.Kind == SmtpTraceKind.ReportSuppressed));
    }

    [Fact]
    public async Task Only_the_recipients_that_are_to_be_told_of_are()
    {
        _bench.Notify(DsnNotify.Never);
        await _bench.BounceAsync(_bench.Unknown, new ReportedRecipient(1, "5.2.2", "552 5.2.2 full") { IsReply = true });
        var report = ReadReport.Read(_bench.Sent);
        Assert.Equal("rfc822; carol@example.com", Assert.Single(report.Groups.Skip(1))["Final-Recipient"]);
        Assert.DoesNotContain("bob@example.net", report.Human, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(RelayMessageKind.Bounce)]
    [InlineData(RelayMessageKind.DelayNotice)]
    public async Task Nothing_is_sent_for_the_null_sender(RelayMessageKind kind)
    {
        _bench.Envelope = _bench.Envelope with { Sender = "" };
        Assert.Null(await _bench.SendAsync(kind));
        Assert.Empty(_bench.Queue);
        var entry = Assert.Single(_bench.Log.Events);
        Assert.Equal((SmtpTraceKind.ReportSuppressed, "0J3NT5D1", "bob@example.net"), (entry.Kind, entry.QueueId, Assert.Single(entry.Recipients!)));
    }

    [Fact]
    public async Task The_postmaster_gets_a_copy_of_each_bounce()
    {
        var bench = new ReportBench("postmaster@example.org");
        await bench.BounceAsync();
        Assert.Equal(["ann@example.org", "postmaster@example.org"], Assert.Single(bench.Queue).Envelope.Recipients.Select(recipient => recipient.Address));
        var report = ReadReport.Read(bench.Sent);
        Assert.Equal("ann@example.org", report.Message["To"]);
        Assert.Contains("forward all of this to postmaster@example.org", report.Human.ReplaceLineEndings(" "), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(RelayMessageKind.DelayNotice)]
    [InlineData(RelayMessageKind.SuccessReport)]
    public async Task The_postmaster_gets_no_copy_of_other_reports(RelayMessageKind kind)
    {
        var bench = new ReportBench("postmaster@example.org");
        bench.Notify(DsnNotify.Success | DsnNotify.Delay);
        await bench.SendAsync(kind);
        Assert.Equal("ann@example.org", Assert.Single(Assert.Single(bench.Queue).Envelope.Recipients).Address);
    }

    [Fact]
    public async Task The_postmaster_as_the_sender_gets_one_report()
    {
        var bench = new ReportBench("Postmaster@Example.org");
        bench.Envelope = bench.Envelope with { Sender = "postmaster@example.org" };
        await bench.BounceAsync();
        Assert.Equal("postmaster@example.org", Assert.Single(Assert.Single(bench.Queue).Envelope.Recipients).Address);
    }

    [Fact]
    public async Task A_bounce_that_bounces_goes_to_the_postmaster()
    {
        var bench = new ReportBench("postmaster@example.org");
        bench.Envelope = bench.Envelope with { Sender = "", Kind = RelayMessageKind.Bounce, ReportOf = "0J3NT001" };
        var id = await bench.BounceAsync();
        var envelope = Assert.Single(bench.Queue).Envelope;
        Assert.Equal((id, "", "0J3NT5D1"), (envelope.QueueId, envelope.Sender, envelope.ReportOf));
        Assert.Equal("postmaster@example.org", Assert.Single(envelope.Recipients).Address);
        var report = ReadReport.Read(bench.Sent);
        Assert.Equal("postmaster@example.org", report.Message["To"]);
        Assert.Contains("null sender", report.Human.ReplaceLineEndings(" "), StringComparison.Ordinal);
        Assert.Equal([SmtpTraceKind.ReportSuppressed, SmtpTraceKind.Bounced], bench.Log.Events.Select(entry => entry.Kind));
    }

    [Fact]
    public async Task A_report_that_the_postmaster_cannot_be_given_goes_nowhere_else()
    {
        var bench = new ReportBench("bob@EXAMPLE.net");
        bench.Envelope = bench.Envelope with { Sender = "", Kind = RelayMessageKind.Bounce, ReportOf = "0J3NT001" };
        Assert.Null(await bench.BounceAsync());
        Assert.Empty(bench.Queue);
        Assert.Equal(SmtpTraceKind.ReportSuppressed, Assert.Single(bench.Log.Events).Kind);
    }

    [Fact]
    public async Task A_report_that_cannot_be_stored_is_not_sent()
    {
        _bench.Spool.Before = (_, _) => throw new IOException("No space left on device");
        await Assert.ThrowsAsync<IOException>(() => _bench.BounceAsync());
        Assert.Empty(_bench.Queue);
        Assert.Empty(_bench.Log.Events);
    }

    [Fact]
    public async Task What_had_to_travel_encrypted_comes_back_encrypted_and_without_its_body()
    {
        _bench.Envelope = _bench.Envelope with { RequireTls = true, Return = DsnReturn.Full };
        await _bench.BounceAsync();
        Assert.True(Assert.Single(_bench.Queue).Envelope.RequireTls);
        Assert.Equal("text/rfc822-headers", ReadReport.Read(_bench.Sent).TypeOf(2));
    }

    [Fact]
    public async Task Mail_is_no_kind_of_report() =>
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => _bench.SendAsync(RelayMessageKind.Mail));
}
