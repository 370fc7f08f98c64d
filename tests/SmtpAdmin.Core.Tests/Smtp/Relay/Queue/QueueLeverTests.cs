using SmtpAdmin.Core.Tests.Smtp.Relay.Support;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.Core.Tests.Smtp.Relay.Queue;

public sealed class QueueLeverTests
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    private readonly QueueUnderTest _test = new();

    [Fact]
    public async Task What_is_held_is_not_tried_and_never_given_up_until_it_is_released()
    {
        _test.Add("a@x.test");
        var item = Assert.Single(await _test.Queue.HoldAsync(SmtpQueueFilter.All, Token));
        Assert.Equal((SmtpRecipientStatus.Held, "Q1"), (item.Status, item.QueueId));
        Assert.Empty(await _test.Queue.HoldAsync(SmtpQueueFilter.All, Token));
        Assert.Null(_test.Take("@x.test"));
        await _test.PassAsync(TimeSpan.FromDays(20));
        _test.Restart();
        await _test.PassAsync(TimeSpan.FromDays(20));
        Assert.Equal(SmtpRecipientStatus.Held, _test.Item().Status);
        Assert.Empty(_test.Reports.Sent);
        await _test.Queue.ReleaseAsync(SmtpQueueFilter.All, Token);
        await _test.PassAsync(TimeSpan.Zero);
        Assert.Equal(RelayMessageKind.Bounce, Assert.Single(_test.Reports.Sent).Kind);
        Assert.Equal(0, _test.Spool.Count);
    }

    [Fact]
    public async Task What_is_released_waits_for_its_turn_and_what_is_requeued_does_not()
    {
        _test.Add("a@x.test");
        await _test.CompleteAsync(_test.MustTake("@x.test"), DeliveryOutcome.Deferred);
        await _test.PassAsync(TimeSpan.FromMinutes(6));
        await _test.CompleteAsync(_test.MustTake("@x.test"), DeliveryOutcome.Deferred);
        await _test.Queue.HoldAsync(SmtpQueueFilter.All, Token);
        await _test.Queue.ReleaseAsync(SmtpQueueFilter.All, Token);
        Assert.Null(_test.Take("@x.test"));
        await _test.Queue.HoldAsync(SmtpQueueFilter.All, Token);
        _test.Arrived.Clear();
        Assert.Single(await _test.Queue.RequeueAsync(SmtpQueueFilter.All, Token));
        Assert.Single(_test.Arrived);
        await _test.CompleteAsync(_test.MustTake("@x.test"), DeliveryOutcome.Deferred);
        Assert.InRange((_test.Item().NextAttemptAt - _test.Clock.GetUtcNow())!.Value, TimeSpan.FromMinutes(4), TimeSpan.FromMinutes(6)); // as behind the first attempt
        Assert.Equal(3, _test.Item().Attempts);
    }

    [Fact]
    public async Task What_is_held_is_requeued_alone_if_that_is_asked()
    {
        _test.Add("a@x.test", "b@x.test");
        await _test.CompleteAsync(_test.MustTake("@x.test"), DeliveryOutcome.Deferred);
        await _test.Queue.HoldAsync(new SmtpQueueFilter { Recipient = "b@*" }, Token);
        var item = Assert.Single(await _test.Queue.RequeueAsync(new SmtpQueueFilter { Status = SmtpRecipientStatus.Held }, Token));
        Assert.Equal([SmtpRecipientStatus.Deferred, SmtpRecipientStatus.Queued], item.Recipients.Select(recipient => recipient.Status));
        Assert.Equal([1], _test.MustTake("@x.test").Recipients);
    }

    [Fact]
    public async Task A_requeue_wants_each_destination_of_what_it_means_tried_once_and_no_other_lever_wants_that()
    {
        for (var n = 0; n < 300; n++) _test.Add("a@x.test", "b@y.test");
        _test.Add("c@z.test");
        await _test.Queue.HoldAsync(SmtpQueueFilter.All, Token);
        await _test.Queue.ReleaseAsync(SmtpQueueFilter.All, Token);
        Assert.Empty(_test.Retried);
        await _test.Queue.RequeueAsync(new SmtpQueueFilter { Domain = "x.test" }, Token);
        Assert.Equal(["x.test"], _test.Retried.Select(destination => destination.Name));
        _test.Retried.Clear();
        await _test.Queue.RequeueAsync(SmtpQueueFilter.All, Token);
        Assert.Equal(["x.test", "y.test", "z.test"], _test.Retried.Select(destination => destination.Name).Order());
        _test.Retried.Clear();
        await _test.Queue.RemoveAsync(SmtpQueueFilter.All, bounce: false, Token);
        Assert.Empty(_test.Retried);
    }

    [Fact]
    public async Task What_is_under_way_is_released_by_a_requeue_and_goes_on()
    {
        _test.Add("a@x.test");
        var job = _test.MustTake("@x.test");
        await _test.Queue.HoldAsync(SmtpQueueFilter.All, Token);
        Assert.Single(await _test.Queue.RequeueAsync(SmtpQueueFilter.All, Token));
        Assert.Null(_test.Take("@x.test"));
        await _test.CompleteAsync(job, DeliveryOutcome.Deferred);
        Assert.Equal(SmtpRecipientStatus.Deferred, _test.Item().Status);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_is_removed_is_gone_and_its_sender_is_told_if_that_is_wanted(bool bounce)
    {
        _test.Add("a@x.test", "b@y.test");
        var item = Assert.Single(await _test.Queue.RemoveAsync(new SmtpQueueFilter { Domain = "x.test" }, bounce, Token));
        Assert.Equal([SmtpRecipientStatus.Removed, SmtpRecipientStatus.Queued], item.Recipients.Select(recipient => recipient.Status));
        Assert.Null(_test.Take("@x.test"));
        Assert.Equal(bounce ? ["5.7.0"] : [], _test.Reports.Sent.Select(report => Assert.Single(report.Recipients).Status));
        _test.Restart();
        Assert.Null(_test.Take("@x.test"));
        item = Assert.Single(await _test.Queue.RemoveAsync(SmtpQueueFilter.All, bounce, Token));
        Assert.Equal(SmtpRecipientStatus.Removed, item.Status);
        Assert.Equal((0, 0), (_test.Queue.Count, _test.Spool.Count));
        Assert.Single(_test.Log.Of(SmtpTraceKind.Done));
        Assert.Empty(await _test.Queue.RemoveAsync(SmtpQueueFilter.All, bounce, Token));
    }

    [Fact]
    public async Task Without_its_bounce_nothing_is_removed()
    {
        _test.Add("a@x.test");
        _test.Reports.Before = () => throw new IOException("No space left on device");
        await Assert.ThrowsAsync<IOException>(() => _test.Queue.RemoveAsync(SmtpQueueFilter.All, bounce: true, Token));
        _test.Reports.Before = null;
        Assert.Equal(SmtpRecipientStatus.Queued, _test.Item().Status);
        Assert.NotNull(_test.Take("@x.test"));
    }

    [Fact]
    public async Task A_delivery_that_succeeds_meanwhile_stays_a_success()
    {
        _test.Add("a@x.test");
        var job = _test.MustTake("@x.test");
        await _test.Queue.HoldAsync(SmtpQueueFilter.All, Token);
        Assert.Equal(SmtpRecipientStatus.Sending, Assert.Single(await _test.Queue.RemoveAsync(SmtpQueueFilter.All, bounce: true, Token)).Status);
        await _test.CompleteAsync(job, DeliveryOutcome.Delivered);
        Assert.Empty(_test.Reports.Sent);
        Assert.Equal([SmtpTraceKind.Changed, SmtpTraceKind.Changed, SmtpTraceKind.Delivered, SmtpTraceKind.Done], _test.Log.Events.Select(entry => entry.Kind));
    }

    [Fact]
    public async Task A_delivery_that_fails_for_now_leaves_what_is_held()
    {
        _test.Add("a@x.test");
        var job = _test.MustTake("@x.test");
        await _test.Queue.HoldAsync(SmtpQueueFilter.All, Token);
        await _test.CompleteAsync(job, DeliveryOutcome.Deferred);
        Assert.Equal((SmtpRecipientStatus.Held, 1), (_test.Item().Status, _test.Item().Attempts));
        await _test.PassAsync(TimeSpan.FromHours(1));
        Assert.Null(_test.Take("@x.test"));
    }

    [Theory]
    [InlineData((int)DeliveryOutcome.Deferred, true, "5.7.0")]
    [InlineData((int)DeliveryOutcome.NotTried, true, "5.7.0")]
    [InlineData((int)DeliveryOutcome.Failed, true, "5.1.1")]
    [InlineData((int)DeliveryOutcome.Failed, false, "5.1.1")]
    [InlineData((int)DeliveryOutcome.Deferred, false, null)]
    [InlineData((int)DeliveryOutcome.NotTried, false, null)]
    public async Task A_delivery_that_does_not_succeed_is_the_end_of_what_is_removed(int outcome, bool bounce, string? reported)
    {
        _test.Add("a@x.test");
        var job = _test.MustTake("@x.test");
        await _test.Queue.RemoveAsync(SmtpQueueFilter.All, bounce, Token);
        await _test.CompleteAsync(job, (DeliveryOutcome)outcome);
        Assert.Null(_test.Take("@x.test"));
        await _test.PassAsync(TimeSpan.Zero);
        Assert.Equal(reported, _test.Reports.Sent.SingleOrDefault()?.Recipients[0].Status);
        Assert.Equal((0, 0), (_test.Queue.Count, _test.Spool.Count));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_is_said_while_a_bounce_is_being_stored_stays_said_if_that_fails(bool isRemoved)
    {
        _test.Add("a@x.test");
        var report = new TaskCompletionSource();
        _test.Reports.Before = () => report.Task;
        var completing = _test.CompleteAsync(_test.MustTake("@x.test"), DeliveryOutcome.Failed);
        if (isRemoved) await _test.Queue.RemoveAsync(SmtpQueueFilter.All, bounce: false, Token);
        else await _test.Queue.HoldAsync(SmtpQueueFilter.All, Token);
        report.SetException(new IOException("No space left on device"));
        await completing;
        await _test.PassAsync(TimeSpan.FromHours(1));
        Assert.Null(_test.Take("@x.test"));
        Assert.Equal(isRemoved ? [] : [SmtpRecipientStatus.Held], _test.Queue.List(SmtpQueueFilter.All).Select(item => item.Status));
        Assert.Empty(_test.Reports.Sent);
    }

    [Fact]
    public async Task A_removal_that_waited_for_a_delivery_survives_a_crash()
    {
        _test.Add("a@x.test");
        _test.MustTake("@x.test");
        await _test.Queue.RemoveAsync(SmtpQueueFilter.All, bounce: true, Token);
        _test.Restart();
        Assert.Null(_test.Take("@x.test"));
        await _test.PassAsync(TimeSpan.Zero);
        Assert.Single(_test.Reports.Sent);
        Assert.Equal(0, _test.Spool.Count);
    }

    [Fact]
    public async Task A_lever_is_pulled_for_the_recipients_that_a_filter_names_and_logged()
    {
        _test.Add("a@x.test", "b@x.test", "c@y.test");
        await _test.Queue.HoldAsync(new SmtpQueueFilter { Recipient = "B@*" }, Token);
        Assert.Equal([SmtpRecipientStatus.Queued, SmtpRecipientStatus.Held, SmtpRecipientStatus.Queued], _test.Item().Recipients.Select(recipient => recipient.Status));
        Assert.Equal([0], _test.MustTake("@x.test").Recipients);
        var entry = Assert.Single(_test.Log.Of(SmtpTraceKind.Changed));
        Assert.Equal(("Q1", "Held.", "b@x.test"), (entry.QueueId, entry.Text, Assert.Single(entry.Recipients!)));
        await _test.Queue.ReleaseAsync(new SmtpQueueFilter { Status = SmtpRecipientStatus.Held }, Token);
        Assert.Equal([1], _test.MustTake("@x.test").Recipients);
    }

    [Fact]
    public async Task Final_recipients_are_left_alone()
    {
        _test.Add("a@x.test", "b@y.test");
        await _test.CompleteAsync(_test.MustTake("@x.test"), DeliveryOutcome.Delivered);
        await _test.Queue.RemoveAsync(SmtpQueueFilter.All, bounce: true, Token);
        Assert.Equal(1, Assert.Single(Assert.Single(_test.Reports.Sent).Recipients).Recipient);
    }

    [Fact]
    public async Task A_thousand_messages_are_held_released_and_removed()
    {
        for (var n = 0; n < 1000; n++) _test.Add("a@x.test");
        Assert.Equal(1000, (await _test.Queue.HoldAsync(SmtpQueueFilter.All, Token)).Count);
        Assert.Null(_test.Take("@x.test"));
        _test.Arrived.Clear();
        Assert.Equal(1000, (await _test.Queue.ReleaseAsync(SmtpQueueFilter.All, Token)).Count);
        Assert.NotEmpty(_test.Arrived);
        var removed = await _test.Queue.RemoveAsync(SmtpQueueFilter.All, bounce: false, Token);
        Assert.Equal(Enumerable.Range(1, 1000).Select(n => $"Q{n}"), removed.Select(item => item.QueueId));
        Assert.Equal(0, _test.Spool.Count);
    }
}
