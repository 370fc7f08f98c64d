using System.Collections.Concurrent;
using SmtpAdmin.Core.Tests.Smtp.Relay.Support;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.Core.Tests.Smtp.Relay.Queue;

public sealed class QueueHandOutTests
{
    private readonly QueueUnderTest _test = new();

    [Fact]
    public void Messages_are_handed_out_in_the_order_in_which_they_came()
    {
        long[] numbers = [_test.Add("a@x.test"), _test.Add("b@x.test"), _test.Add("c@x.test")];
        foreach (var number in numbers) Assert.Equal(number, _test.MustTake("@x.test").Number);
        Assert.Null(_test.Take("@x.test"));
    }

    [Fact]
    public void Recipients_of_one_destination_go_together_and_of_others_by_themselves()
    {
        _test.Add("a@x.test", "b@y.test", "c@X.TEST");
        Assert.Equal([0, 2], _test.MustTake("@x.test").Recipients);
        Assert.Equal([1], _test.MustTake("@y.test").Recipients);
        Assert.Null(_test.Take("@x.test"));
        Assert.Null(_test.Take("@z.test"));
    }

    [Fact]
    public void A_job_has_no_more_recipients_than_every_server_takes()
    {
        _test.Add([.. Enumerable.Range(0, 250).Select(n => $"u{n}@x.test")]);
        var jobs = new[] { _test.MustTake("@x.test"), _test.MustTake("@x.test"), _test.MustTake("@x.test") };
        Assert.Equal([100, 100, 50], jobs.Select(job => job.Recipients.Count));
        Assert.Equal(Enumerable.Range(0, 250), jobs.SelectMany(job => job.Recipients));
        Assert.Null(_test.Take("@x.test"));
    }

    [Fact]
    public async Task What_was_not_tried_stands_in_front_again()
    {
        var first = _test.Add("a@x.test");
        _test.Add("b@x.test");
        var job = _test.MustTake("@x.test");
        await _test.CompleteAsync(job, DeliveryOutcome.NotTried);
        Assert.Equal(first, _test.MustTake("@x.test").Number);
        Assert.Equal(0, _test.Queue.List(SmtpQueueFilter.All).First().Attempts);
        Assert.Empty(_test.Spool.Stored()[0].Changes);
    }

    [Fact]
    public async Task A_recipient_without_a_result_was_not_tried()
    {
        _test.Add("a@x.test", "b@x.test");
        var job = _test.MustTake("@x.test");
        await _test.Queue.CompleteAsync(job, [QueueUnderTest.Result(1, DeliveryOutcome.Delivered)]);
        Assert.Equal([0], _test.MustTake("@x.test").Recipients);
    }

    [Fact]
    public void Work_is_told_of_once_for_each_destination_that_a_message_has()
    {
        _test.Add("a@x.test", "b@y.test", "c@x.test");
        Assert.Equal(["x.test", "y.test"], _test.Arrived.Select(destination => destination.Name).Order());
        _test.Add("a@x.test");
        Assert.Equal("x.test", _test.Arrived[^1].Name);
        Assert.Equal(3, _test.Arrived.Count);
    }

    [Fact]
    public void Who_begins_to_listen_is_told_of_what_there_is()
    {
        _test.Add("a@x.test");
        _test.Add("b@y.test");
        _test.MustTake("@x.test");
        var told = new List<string>();
        _test.Queue.WorkArrived = destination => told.Add(destination.Name);
        Assert.Equal(["y.test"], told);
    }

    [Fact]
    public void Mail_without_a_route_waits_and_nobody_is_told()
    {
        var test = new QueueUnderTest(routes: [new SmtpRelayRoute { Domains = ["x.test"] }]);
        test.Add("a@x.test", "b@y.test");
        Assert.Equal("x.test", Assert.Single(test.Arrived).Name);
        Assert.Equal([("x.test", SmtpRecipientStatus.Queued), ("no route", SmtpRecipientStatus.Queued)], test.Item().Recipients.Select(recipient => (recipient.Destination, recipient.Status)));
    }

    [Fact]
    public void The_same_message_is_not_taken_twice()
    {
        var number = _test.Add("a@x.test");
        Assert.Throws<ArgumentException>(() => _test.Queue.Add(number, _test.Envelope("a@x.test")));
        Assert.Equal(1, _test.Queue.Count);
    }

    [Fact]
    public async Task A_job_that_is_completed_twice_counts_once()
    {
        _test.Add("a@x.test");
        var job = _test.MustTake("@x.test");
        await _test.CompleteAsync(job, DeliveryOutcome.Deferred);
        await _test.CompleteAsync(job, DeliveryOutcome.Failed);
        Assert.Equal((SmtpRecipientStatus.Deferred, 1), (_test.Item().Status, _test.Item().Attempts));
        Assert.Empty(_test.Reports.Sent);
    }

    [Fact]
    public async Task Nobody_gets_what_another_one_has_however_many_take_at_once()
    {
        const int Messages = 3000;
        var handed = new ConcurrentDictionary<(long, int), int>();
        using var random = new ThreadLocal<Random>(() => new Random(Environment.CurrentManagedThreadId));
        var adding = Task.Run(() =>
        {
            for (var n = 0; n < Messages; n++) _test.Queue.Add(_test.Spool.Keep(default), _test.Envelope("a@x.test", "b@y.test", "c@x.test"));
        }, TestContext.Current.CancellationToken);
        var taking = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            while (!adding.IsCompleted || _test.Queue.Count > 0)
            {
                var job = _test.Take(random.Value!.Next(2) == 0 ? "@x.test" : "@y.test");
                if (job is null) continue;
                foreach (var recipient in job.Recipients) Assert.Equal(1, handed.AddOrUpdate((job.Number, recipient), 1, (_, holders) => holders + 1));
                await Task.Yield();
                var delivered = random.Value.Next(4) > 0;
                // Behind a success nobody may get it again, so these stay counted.
                if (!delivered) foreach (var recipient in job.Recipients) handed[(job.Number, recipient)]--;
                await _test.CompleteAsync(job, delivered ? DeliveryOutcome.Delivered : DeliveryOutcome.NotTried);
            }
        }, TestContext.Current.CancellationToken)).ToArray();
        await Task.WhenAll([adding, .. taking]);
        Assert.Equal(3 * Messages, handed.Count);
        Assert.Equal((0, 0L, 0), (_test.Queue.Count, _test.Queue.Octets, _test.Spool.Count));
    }

    [Fact]
    public async Task A_destination_where_nothing_works_does_not_delay_the_others()
    {
        for (var n = 0; n < 50; n++) _test.Add("a@dead.test", "b@live.test");
        var dead = new List<DeliveryJob>();
        while (_test.Take("@dead.test") is { } job) dead.Add(job); // and nothing ever comes of them
        for (var n = 0; n < 50; n++) await _test.CompleteAsync(_test.MustTake("@live.test"), DeliveryOutcome.Delivered);
        Assert.Equal(50, dead.Count);
        Assert.All(_test.Queue.List(SmtpQueueFilter.All), item => Assert.Equal([SmtpRecipientStatus.Sending, SmtpRecipientStatus.Delivered], item.Recipients.Select(recipient => recipient.Status)));
    }
}
