using SmtpAdmin.Core.Tests.Smtp.Relay.Support;
using SmtpAdmin.Smtp.Protocol;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.Core.Tests.Smtp.Relay.Queue;

public sealed class QueueScheduleTests
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Pauses_grow_and_a_message_is_tried_until_its_time_is_up()
    {
        var test = new QueueUnderTest();
        test.Add("a@x.test");
        var start = test.Clock.GetUtcNow();
        var pauses = new List<TimeSpan>();
        while (test.Take("@x.test") is { } job)
        {
            var tried = test.Clock.GetUtcNow();
            await test.CompleteAsync(job, DeliveryOutcome.Deferred);
            var next = test.Item().NextAttemptAt;
            Assert.NotNull(next);
            pauses.Add(next.Value - tried);
            await test.PassAsync(next.Value - tried - TimeSpan.FromMilliseconds(1));
            Assert.Null(test.Take("@x.test"));
            await test.PassAsync(TimeSpan.FromMilliseconds(1));
        }
        for (var n = 0; n < pauses.Count; n++) Assert.InRange(pauses[n].TotalMinutes / Math.Min(5 * Math.Pow(2, n), 240), 0.8, 1.2);
        Assert.InRange(pauses.Count, 30, 45);
        Assert.InRange(test.Clock.GetUtcNow() - start, TimeSpan.FromDays(5), TimeSpan.FromDays(5.3));
        Assert.Equal(0, test.Spool.Count);
        var report = Assert.Single(test.Reports.Sent);
        Assert.Equal(("4.4.7", "The connection was refused."), (Assert.Single(report.Recipients).Status, report.Recipients[0].Text));
        var entry = test.Log.Events[^2];
        Assert.Equal((SmtpTraceKind.Failed, pauses.Count, null, "Its time is up. The connection was refused."), (entry.Kind, entry.Attempts, entry.Reply, entry.Text));
    }

    [Fact]
    public async Task What_fails_together_is_not_tried_again_together_but_for_recipients_of_one_message()
    {
        var test = new QueueUnderTest();
        for (var n = 0; n < 50; n++) test.Add("a@x.test", "b@x.test");
        for (var n = 0; n < 50; n++) await test.CompleteAsync(test.MustTake("@x.test"), DeliveryOutcome.Deferred);
        var items = test.Queue.List(SmtpQueueFilter.All).ToList();
        Assert.Equal(50, items.Select(item => item.NextAttemptAt).Distinct().Count());
        Assert.All(items, item => Assert.Equal(item.Recipients[0].NextAttemptAt, item.Recipients[1].NextAttemptAt));
    }

    [Fact]
    public async Task What_was_never_tried_is_given_up_too_each_recipient_for_itself()
    {
        var test = new QueueUnderTest();
        test.Add("a@dead.test", "b@x.test");
        await test.CompleteAsync(test.MustTake("@x.test"), DeliveryOutcome.Delivered);
        await test.PassAsync(TimeSpan.FromDays(5) - TimeSpan.FromSeconds(1));
        Assert.Equal(1, test.Queue.Count);
        await test.PassAsync(TimeSpan.FromSeconds(1));
        Assert.Equal(0, test.Queue.Count);
        var reported = Assert.Single(Assert.Single(test.Reports.Sent).Recipients);
        Assert.Equal((0, "4.4.7", false), (reported.Recipient, reported.Status, reported.IsReply));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)] // just then it is tried with another message
    public async Task What_was_never_tried_is_given_up_for_the_reason_that_its_destination_was_not_reached_for(bool isOver)
    {
        var test = new QueueUnderTest(new SmtpRelayRetry { DelayNotice = TimeSpan.FromHours(4) });
        test.Add("a@x.test", "b@y.test");
        await test.CompleteAsync(test.MustTake("@y.test"), DeliveryOutcome.Deferred);
        test.Pause("x.test", TimeSpan.FromDays(isOver ? 0 : 6));
        test.Pause("y.test", TimeSpan.FromDays(isOver ? 0 : 6));
        await test.PassAsync(TimeSpan.FromHours(4));
        var notice = Assert.Single(test.Reports.Sent);
        Assert.Equal([("4.4.1", "No connection: nobody is there."), ("4.4.1", "The connection was refused.")], notice.Recipients.Select(recipient => (recipient.Status, recipient.Text)));
        await test.PassAsync(TimeSpan.FromDays(5));
        var bounce = test.Reports.Sent[^1];
        Assert.Equal(
            [("4.4.7", "No connection: nobody is there.", "mx.example", null as DateTimeOffset?), ("4.4.7", "The connection was refused.", null, bounce.Recipients[1].LastAttemptAt)],
            bounce.Recipients.Select(recipient => (recipient.Status, recipient.Text, recipient.Server, recipient.LastAttemptAt)));
        var entries = test.Log.Of(SmtpTraceKind.Failed).ToList();
        Assert.Equal(["Its time is up. No connection: nobody is there.", "Its time is up. The connection was refused."], entries.Select(entry => entry.Text));
        Assert.Equal((0, "mx.example", "4.4.7"), (entries[0].Attempts, entries[0].Server, entries[0].Status));
    }

    [Fact]
    public async Task What_is_under_way_when_its_time_is_up_is_given_up_when_that_failed()
    {
        var test = new QueueUnderTest();
        test.Add("a@x.test");
        var job = test.MustTake("@x.test");
        await test.PassAsync(TimeSpan.FromDays(6));
        Assert.Equal(SmtpRecipientStatus.Sending, test.Item().Status);
        Assert.Empty(test.Reports.Sent);
        await test.CompleteAsync(job, DeliveryOutcome.Deferred);
        await test.PassAsync(TimeSpan.Zero);
        Assert.Equal(RelayMessageKind.Bounce, Assert.Single(test.Reports.Sent).Kind);
        Assert.Equal(0, test.Spool.Count);
    }

    [Fact]
    public async Task Without_its_bounce_nothing_is_given_up()
    {
        var test = new QueueUnderTest();
        test.Add("a@x.test");
        test.Reports.Before = () => throw new IOException("No space left on device");
        await test.PassAsync(TimeSpan.FromDays(5));
        Assert.Equal((1, 1), (test.Queue.Count, test.Spool.Count));
        Assert.Single(test.Log.Of(SmtpTraceKind.Warning));
        test.Reports.Before = null;
        await test.PassAsync(TimeSpan.FromSeconds(59));
        Assert.Equal(1, test.Queue.Count);
        await test.PassAsync(TimeSpan.FromSeconds(1));
        Assert.Equal((0, 0), (test.Queue.Count, test.Spool.Count));
        Assert.Single(test.Reports.Sent);
    }

    [Fact]
    public async Task The_sender_is_told_once_that_a_message_is_late_a_restart_or_not()
    {
        var test = new QueueUnderTest(new SmtpRelayRetry { DelayNotice = TimeSpan.FromHours(4) });
        test.Add("a@x.test", "b@x.test", "c@y.test");
        await test.Queue.CompleteAsync(test.MustTake("@x.test"), [QueueUnderTest.Result(0, DeliveryOutcome.Delivered), QueueUnderTest.Result(1, DeliveryOutcome.Deferred)]);
        await test.PassAsync(TimeSpan.FromHours(4) - TimeSpan.FromSeconds(1));
        Assert.Empty(test.Reports.Sent);
        await test.PassAsync(TimeSpan.FromSeconds(1));
        var notice = Assert.Single(test.Reports.Sent);
        Assert.Equal(RelayMessageKind.DelayNotice, notice.Kind);
        Assert.Equal([(1, "4.4.1"), (2, "4.4.1")], notice.Recipients.Select(recipient => (recipient.Recipient, recipient.Status)));
        Assert.All(notice.Recipients, recipient => Assert.Equal(test.Item().ExpiresAt, recipient.RetryUntil));
        await test.PassAsync(TimeSpan.FromHours(1));
        test.Restart();
        await test.PassAsync(TimeSpan.FromHours(1));
        Assert.Single(test.Reports.Sent);
        Assert.NotNull(test.Take("@x.test"));
        Assert.NotNull(test.Take("@y.test"));
    }

    [Fact]
    public async Task A_notice_that_cannot_be_stored_is_sent_later()
    {
        var test = new QueueUnderTest(new SmtpRelayRetry { DelayNotice = TimeSpan.FromHours(4) });
        test.Add("a@x.test");
        test.Reports.Before = () => throw new IOException("No space left on device");
        await test.PassAsync(TimeSpan.FromHours(4));
        test.Reports.Before = null;
        await test.PassAsync(TimeSpan.FromMinutes(1));
        Assert.Single(test.Reports.Sent);
    }

    [Fact]
    public async Task A_notice_that_went_out_while_a_bounce_could_not_be_stored_is_not_sent_again()
    {
        var test = new QueueUnderTest(new SmtpRelayRetry { DelayNotice = TimeSpan.FromHours(4) });
        test.Add("a@x.test");
        var (notice, bounce) = (new TaskCompletionSource(), new TaskCompletionSource());
        test.Reports.Before = () => notice.Task;
        var passing = test.PassAsync(TimeSpan.FromHours(4));
        test.Reports.Before = () => bounce.Task;
        var completing = test.CompleteAsync(test.MustTake("@x.test"), DeliveryOutcome.Failed);
        notice.SetResult();
        await passing;
        bounce.SetException(new IOException("No space left on device"));
        await completing;
        test.Reports.Before = null;
        await test.PassAsync(TimeSpan.FromHours(1));
        Assert.Equal(RelayMessageKind.DelayNotice, Assert.Single(test.Reports.Sent).Kind);
    }

    [Fact]
    public async Task A_restart_keeps_when_each_message_is_tried_next()
    {
        var test = new QueueUnderTest();
        for (var n = 0; n < 20; n++) test.Add("a@x.test");
        for (var n = 0; n < 20; n++) await test.CompleteAsync(test.MustTake("@x.test"), DeliveryOutcome.Deferred);
        var before = test.Queue.List(SmtpQueueFilter.All).Select(item => (item.QueueId, item.NextAttemptAt, item.Attempts, item.LastReply)).ToList();
        test.Restart();
        Assert.Equal(before, test.Queue.List(SmtpQueueFilter.All).Select(item => (item.QueueId, item.NextAttemptAt, item.Attempts, item.LastReply)));
        Assert.Null(test.Take("@x.test"));
        await test.PassAsync(TimeSpan.FromMinutes(5));
        var early = 0;
        while (test.Take("@x.test") is not null) early++;
        Assert.InRange(early, 1, 19);
    }

    [Fact]
    public async Task What_ran_out_of_time_while_the_relay_was_down_is_tried_once_more()
    {
        var test = new QueueUnderTest();
        test.Add("a@x.test");
        test.Add("b@x.test");
        test.Clock.Advance(TimeSpan.FromDays(9));
        test.Restart();
        await test.PassAsync(TimeSpan.Zero);
        await test.CompleteAsync(test.MustTake("@x.test"), DeliveryOutcome.Delivered);
        await test.CompleteAsync(test.MustTake("@x.test"), DeliveryOutcome.Deferred);
        await test.PassAsync(TimeSpan.FromMinutes(6));
        Assert.Equal("b@x.test", test.Reports.Sent.Single().Envelope.Recipients[0].Address);
        Assert.Equal(0, test.Spool.Count);
    }

    [Fact]
    public async Task A_clock_that_was_wrong_does_not_keep_mail_for_ever()
    {
        var test = new QueueUnderTest(new SmtpRelayRetry { ExpireAfter = TimeSpan.MaxValue, DelayNotice = TimeSpan.MaxValue });
        var number = test.Add("a@x.test");
        test.Spool.Append(number, RelayRecordCodec.WriteChange([new(0, RecipientState.Initial with { Status = SmtpRecipientStatus.Deferred, NextAttemptAt = test.Clock.GetUtcNow().AddYears(30) })], null));
        test.Restart();
        Assert.Null(test.Item().ExpiresAt);
        await test.PassAsync(TimeSpan.FromHours(4.8));
        Assert.NotNull(test.Take("@x.test"));
    }

    [Fact]
    public async Task While_it_runs_what_becomes_due_is_told_of()
    {
        var test = new QueueUnderTest(new SmtpRelayRetry { ExpireAfter = TimeSpan.FromHours(1) });
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var arrived = new SemaphoreSlim(0);
        test.Queue.WorkArrived = _ => arrived.Release();
        var running = test.Queue.RunAsync(stop.Token);
        test.Add("a@x.test");
        await arrived.WaitAsync(Token);
        await test.CompleteAsync(test.MustTake("@x.test"), DeliveryOutcome.Deferred);
        var due = arrived.WaitAsync(Token);
        var passed = await test.Clock.AdvanceUntilAsync(due, TimeSpan.FromSeconds(20), TimeSpan.FromMinutes(30));
        Assert.InRange(passed, TimeSpan.FromMinutes(4), TimeSpan.FromMinutes(30));
        Assert.NotNull(test.Take("@x.test"));

        test.Add("b@x.test");
        var bounced = new TaskCompletionSource();
        test.Reports.After = () =>
        {
            bounced.TrySetResult();
            return Task.CompletedTask;
        };
        await test.Clock.AdvanceUntilAsync(bounced.Task, TimeSpan.FromMinutes(1), TimeSpan.FromHours(5));
        Assert.Equal("b@x.test", test.Reports.Sent.Single().Envelope.Recipients[0].Address);
        await stop.CancelAsync();
        await running;
    }

    [Fact]
    public async Task An_empty_queue_runs_and_stops()
    {
        var test = new QueueUnderTest();
        using var stop = new CancellationTokenSource();
        var running = test.Queue.RunAsync(stop.Token);
        Assert.False(running.IsCompleted);
        await stop.CancelAsync();
        await running;
    }

    [Fact]
    public async Task Reports_about_NOTIFY_NEVER_are_left_to_who_makes_them()
    {
        var test = new QueueUnderTest(new SmtpRelayRetry { DelayNotice = TimeSpan.FromHours(4) });
        test.Add(test.Envelope() with { Recipients = [new RelayRecipient("a@x.test", DsnNotify.Never)] });
        await test.PassAsync(TimeSpan.FromHours(4));
        await test.PassAsync(TimeSpan.FromDays(5));
        Assert.Equal([RelayMessageKind.DelayNotice, RelayMessageKind.Bounce], test.Reports.Sent.Select(report => report.Kind));
    }
}
