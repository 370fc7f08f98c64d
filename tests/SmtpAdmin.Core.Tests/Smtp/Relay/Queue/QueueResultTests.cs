using SmtpAdmin.Core.Tests.Smtp.Relay.Support;
using SmtpAdmin.Smtp.Protocol;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.Core.Tests.Smtp.Relay.Queue;

public sealed class QueueResultTests
{
    private readonly QueueUnderTest _test = new();

    [Fact]
    public async Task What_was_delivered_leaves_the_queue_and_the_spool()
    {
        var number = _test.Add("a@x.test");
        await _test.CompleteAsync(_test.MustTake("@x.test"), DeliveryOutcome.Delivered);
        Assert.Equal((0, 0L, 0), (_test.Queue.Count, _test.Queue.Octets, _test.Spool.Count));
        Assert.Empty(_test.Queue.List(SmtpQueueFilter.All));
        Assert.Null(_test.Queue.Snapshot(number));
        Assert.Equal([SmtpTraceKind.Delivered, SmtpTraceKind.Done], _test.Log.Events.Select(entry => entry.Kind));
    }

    [Fact]
    public async Task The_log_has_all_that_a_delivery_told()
    {
        _test.Add("a@x.test", "b@x.test");
        await _test.CompleteAsync(_test.MustTake("@x.test"), DeliveryOutcome.Delivered);
        Assert.Equivalent(new SmtpTraceEvent
        {
            Time = _test.Clock.GetUtcNow(), Kind = SmtpTraceKind.Delivered, QueueId = "Q1", MessageId = "<1@example.org>", Sender = "sender@example.org",
            Recipients = ["a@x.test", "b@x.test"], Size = 1000, Reply = "250 2.1.5 Ok", Status = "2.1.5", Server = "mx.example", EndPoint = "192.0.2.1:25",
            Tls = "TLS 1.3", Attempts = 1, Duration = TimeSpan.FromSeconds(1),
        }, _test.Log.Events[0], strict: true);
    }

    [Fact]
    public async Task The_log_tells_when_it_is_tried_again_and_what_is_no_reply_is_not_told_as_one()
    {
        _test.Add("a@x.test");
        await _test.CompleteAsync(_test.MustTake("@x.test"), DeliveryOutcome.Deferred);
        var entry = Assert.Single(_test.Log.Events);
        Assert.Equal((SmtpTraceKind.Deferred, null, "The connection was refused.", 1), (entry.Kind, entry.Reply, entry.Text, entry.Attempts));
        Assert.Equal(_test.Item().NextAttemptAt, entry.NextAttemptAt);
        Assert.NotNull(entry.NextAttemptAt);
    }

    [Fact]
    public async Task Of_three_recipients_only_the_one_that_waits_is_tried_again_after_a_restart_too()
    {
        _test.Add("delivered@x.test", "deferred@x.test", "failed@x.test");
        await _test.Queue.CompleteAsync(_test.MustTake("@x.test"),
            [QueueUnderTest.Result(2, DeliveryOutcome.Failed), QueueUnderTest.Result(0, DeliveryOutcome.Delivered), QueueUnderTest.Result(1, DeliveryOutcome.Deferred)]);
        var bounce = Assert.Single(_test.Reports.Sent);
        Assert.Equal(RelayMessageKind.Bounce, bounce.Kind);
        var reported = Assert.Single(bounce.Recipients);
        Assert.Equal(new ReportedRecipient(2, "5.1.1", "550 5.1.1 No such user") { IsReply = true, Server = "mx.example", LastAttemptAt = _test.Clock.GetUtcNow() }, reported);

        for (var restart = 0; restart < 2; restart++)
        {
            Assert.Equal([SmtpRecipientStatus.Delivered, SmtpRecipientStatus.Deferred, SmtpRecipientStatus.Failed], _test.Item().Recipients.Select(recipient => recipient.Status));
            _test.Restart();
        }
        Assert.Null(_test.Take("@x.test"));
        await _test.PassAsync(TimeSpan.FromMinutes(6));
        var job = _test.MustTake("@x.test");
        Assert.Equal([1], job.Recipients);
        await _test.CompleteAsync(job, DeliveryOutcome.Delivered);
        Assert.Equal((0, 1), (_test.Spool.Count, _test.Reports.Sent.Count));
    }

    [Fact]
    public async Task A_bounce_is_durable_before_the_failure_is()
    {
        _test.Add("a@x.test", "b@y.test");
        var report = new TaskCompletionSource();
        _test.Reports.Before = () => report.Task;
        var completing = _test.CompleteAsync(_test.MustTake("@x.test"), DeliveryOutcome.Failed);
        Assert.Empty(_test.Spool.Stored()[0].Changes);
        Assert.Null(_test.Take("@x.test"));
        report.SetResult();
        await completing;
        Assert.Single(_test.Spool.Stored()[0].Changes);
        Assert.Equal([SmtpRecipientStatus.Failed, SmtpRecipientStatus.Queued], _test.Item().Recipients.Select(recipient => recipient.Status));
    }

    [Fact]
    public async Task What_was_delivered_is_stored_before_the_bounce_of_others_is_waited_for()
    {
        _test.Add("a@x.test", "b@x.test");
        var report = new TaskCompletionSource();
        _test.Reports.Before = () => report.Task;
        var completing = _test.Queue.CompleteAsync(_test.MustTake("@x.test"), [QueueUnderTest.Result(0, DeliveryOutcome.Delivered), QueueUnderTest.Result(1, DeliveryOutcome.Failed)]);
        Assert.Single(_test.Spool.Stored()[0].Changes);
        report.SetResult();
        await completing;
        Assert.Equal(0, _test.Spool.Count);
    }

    [Fact]
    public async Task Without_its_bounce_a_failure_is_not_final()
    {
        _test.Add("a@x.test");
        _test.Reports.Before = () => throw new IOException("No space left on device");
        await _test.CompleteAsync(_test.MustTake("@x.test"), DeliveryOutcome.Failed);
        Assert.Equal((SmtpRecipientStatus.Deferred, "550 5.1.1 No such user"), (_test.Item().Status, _test.Item().LastReply));
        Assert.Contains("No space left on device", Assert.Single(_test.Log.Of(SmtpTraceKind.Warning)).Text, StringComparison.Ordinal);

        _test.Reports.Before = null;
        await _test.PassAsync(TimeSpan.FromMinutes(6));
        await _test.CompleteAsync(_test.MustTake("@x.test"), DeliveryOutcome.Failed);
        Assert.Single(_test.Reports.Sent);
        Assert.Equal(0, _test.Spool.Count);
    }

    [Theory]
    [InlineData(DsnNotify.Success, false, 1)]
    [InlineData(DsnNotify.Success | DsnNotify.Failure, false, 1)]
    [InlineData(DsnNotify.Success, true, 0)]
    [InlineData(DsnNotify.None, false, 0)]
    [InlineData(DsnNotify.Never, false, 0)]
    [InlineData(DsnNotify.Failure, false, 0)]
    public async Task Success_is_reported_to_who_asked_where_the_next_server_does_not(DsnNotify notify, bool isPassedOn, int reports)
    {
        _test.Add(_test.Envelope() with { Recipients = [new RelayRecipient("a@x.test", notify)] });
        await _test.Queue.CompleteAsync(_test.MustTake("@x.test"), [QueueUnderTest.Result(0, DeliveryOutcome.Delivered) with { IsDsnPassedOn = isPassedOn }]);
        Assert.Equal(Enumerable.Repeat(RelayMessageKind.SuccessReport, reports), _test.Reports.Sent.Select(report => report.Kind));
        Assert.Equal(0, _test.Spool.Count);
    }

    [Fact]
    public async Task A_success_report_that_cannot_be_stored_is_waited_for_and_nothing_delivered_twice()
    {
        _test.Add(_test.Envelope() with { Recipients = [new RelayRecipient("a@x.test", DsnNotify.Success)] });
        _test.Reports.Before = () => throw new IOException("No space left on device");
        var completing = _test.CompleteAsync(_test.MustTake("@x.test"), DeliveryOutcome.Delivered);
        await _test.PassAsync(TimeSpan.FromHours(1));
        Assert.Null(_test.Take("@x.test"));
        Assert.False(completing.IsCompleted);
        _test.Reports.Before = null;
        await _test.Clock.AdvanceUntilAsync(completing, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));
        await completing;
        Assert.Equal(RelayMessageKind.SuccessReport, Assert.Single(_test.Reports.Sent).Kind);
        Assert.Equal(0, _test.Spool.Count);
    }

    [Fact]
    public async Task Results_that_differ_are_told_of_in_lines_of_their_own()
    {
        _test.Add("a@x.test", "b@x.test", "c@x.test", "d@x.test");
        await _test.Queue.CompleteAsync(_test.MustTake("@x.test"),
        [
            QueueUnderTest.Result(0, DeliveryOutcome.Delivered), QueueUnderTest.Result(1, DeliveryOutcome.Delivered),
            QueueUnderTest.Result(2, DeliveryOutcome.Deferred), QueueUnderTest.Result(3, DeliveryOutcome.NotTried),
        ]);
        Assert.Equal(["a@x.test b@x.test", "c@x.test"], _test.Log.Events.Select(entry => string.Join(' ', entry.Recipients!)));
    }

    [Fact]
    public async Task Without_anybody_to_make_reports_failures_are_final_all_the_same()
    {
        _test.Queue.Reports = null;
        _test.Add("a@x.test");
        await _test.CompleteAsync(_test.MustTake("@x.test"), DeliveryOutcome.Failed);
        Assert.Equal(0, _test.Spool.Count);
    }
}
