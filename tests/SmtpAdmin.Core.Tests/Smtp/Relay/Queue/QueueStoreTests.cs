using SmtpAdmin.Core.Tests.Smtp.Relay.Support;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.Core.Tests.Smtp.Relay.Queue;

/// <summary>A spool that cannot be written.</summary>
public sealed class QueueStoreTests
{
    private static readonly string[] Domains = ["@x.test", "@y.test"];

    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    private readonly QueueUnderTest _test = new();

    [Fact]
    public async Task What_was_delivered_is_not_delivered_again_while_that_cannot_be_stored()
    {
        _test.Add("a@x.test", "b@y.test");
        var job = _test.MustTake("@x.test");
        Fail();
        var completing = _test.CompleteAsync(job, DeliveryOutcome.Delivered);
        await _test.PassAsync(TimeSpan.FromHours(1));
        Assert.False(completing.IsCompleted);
        Assert.Null(_test.Take("@x.test"));
        Assert.Equal(1, _test.Queue.Unsaved);
        Assert.Contains("No space left", _test.Log.Of(SmtpTraceKind.Warning)[0].Text, StringComparison.Ordinal);

        _test.Spool.Before = null;
        await _test.Clock.AdvanceUntilAsync(completing, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));
        await completing;
        Assert.Equal(0, _test.Queue.Unsaved);
        _test.Restart();
        Assert.Null(_test.Take("@x.test"));
        Assert.NotNull(_test.Take("@y.test"));
    }

    [Fact]
    public async Task A_message_that_cannot_be_forgotten_is_forgotten_later_and_listed_no_more()
    {
        _test.Add("a@x.test");
        var job = _test.MustTake("@x.test");
        Fail();
        var completing = _test.CompleteAsync(job, DeliveryOutcome.Delivered);
        Assert.Equal((0, 1), (_test.Queue.Count, _test.Spool.Count));
        Assert.Empty(_test.Queue.List(SmtpQueueFilter.All));
        Assert.Empty(_test.Log.Of(SmtpTraceKind.Done));
        _test.Spool.Before = null;
        await _test.Clock.AdvanceUntilAsync(completing, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));
        Assert.Equal(0, _test.Spool.Count);
        Assert.Single(_test.Log.Of(SmtpTraceKind.Done));
    }

    [Fact]
    public async Task Nothing_new_is_begun_while_more_than_a_few_changes_wait()
    {
        for (var n = 0; n < 40; n++) _test.Add("a@x.test");
        Fail();
        var completing = new List<Task>();
        while (_test.Take("@x.test") is { } job)
        {
            completing.Add(_test.CompleteAsync(job, DeliveryOutcome.Delivered));
            Assert.InRange(completing.Count, 1, 20);
        }
        Assert.Equal(completing.Count, _test.Queue.Unsaved);
        Assert.Single(_test.Log.Of(SmtpTraceKind.Warning)); // one for all
        _test.Arrived.Clear();

        _test.Spool.Before = null;
        await _test.Clock.AdvanceUntilAsync(Task.WhenAll(completing), TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));
        Assert.Equal("x.test", Assert.Single(_test.Arrived).Name);
        Assert.NotNull(_test.Take("@x.test"));
        Assert.Equal(40 - completing.Count, _test.Spool.Count);
    }

    [Theory]
    [InlineData("The disk is full.", long.MaxValue)]
    [InlineData(null, SpoolRoom.ForDeliveries - 1)]
    public async Task Nothing_is_begun_whose_end_could_not_be_stored_until_it_can(string? problem, long free)
    {
        _test.Add("a@x.test");
        (_test.Spool.Problem, _test.Spool.FreeOctets) = (problem, free);
        Assert.Null(_test.Take("@x.test"));
        Assert.Contains("Nothing is delivered", Assert.Single(_test.Log.Of(SmtpTraceKind.Warning)).Text, StringComparison.Ordinal);
        _test.Arrived.Clear();
        await _test.PassAsync(TimeSpan.FromHours(1));
        Assert.Null(_test.Take("@x.test"));
        Assert.Empty(_test.Arrived);

        (_test.Spool.Problem, _test.Spool.FreeOctets) = (null, SpoolRoom.ForDeliveries);
        for (var n = 0; n < 200 && _test.Arrived.Count == 0; n++)
        {
            _test.Clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(2, Token);
        }
        Assert.Equal("x.test", Assert.Single(_test.Arrived).Name);
        Assert.NotNull(_test.Take("@x.test"));
    }

    [Fact]
    public async Task When_it_stops_nobody_waits_for_the_spool()
    {
        _test.Add("a@x.test");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var running = _test.Queue.RunAsync(stop.Token);
        var job = _test.MustTake("@x.test");
        Fail();
        var completing = _test.CompleteAsync(job, DeliveryOutcome.Delivered);
        Assert.False(completing.IsCompleted);
        await stop.CancelAsync();
        await running;
        await completing;
        Assert.Equal(1, _test.Spool.Count);
    }

    [Fact]
    public async Task Who_is_let_go_of_waits_no_longer_though_it_still_runs()
    {
        _test.Add("a@x.test");
        var job = _test.MustTake("@x.test");
        Fail();
        var completing = _test.CompleteAsync(job, DeliveryOutcome.Delivered);
        Assert.False(completing.IsCompleted);
        _test.Queue.Dispose();
        await completing;
        _test.Queue.Dispose();
    }

    [Fact]
    public async Task A_lever_whose_effect_cannot_be_stored_says_so_and_works_all_the_same()
    {
        _test.Add("a@x.test");
        Fail();
        await Assert.ThrowsAsync<IOException>(() => _test.Queue.HoldAsync(SmtpQueueFilter.All, Token));
        Assert.Equal(SmtpRecipientStatus.Held, _test.Item().Status);
        _test.Spool.Before = null;
        for (var n = 0; n < 200 && _test.Queue.Unsaved > 0; n++)
        {
            _test.Clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(2, Token);
        }
        _test.Restart();
        Assert.Equal(SmtpRecipientStatus.Held, _test.Item().Status);
    }

    [Fact]
    public async Task Changes_stand_in_the_spool_in_the_order_in_which_they_were_made()
    {
        // However long each one takes to become durable.
        _test.Add("a@x.test", "b@x.test");
        for (var round = 0; round < 50; round++)
        {
            var job = _test.MustTake("@x.test");
            await Task.WhenAll(
                Task.Run(() => _test.CompleteAsync(job, DeliveryOutcome.Deferred), Token),
                Task.Run(() => _test.Queue.HoldAsync(SmtpQueueFilter.All, Token), Token));
            var item = _test.Item();
            await Task.WhenAll(
                Task.Run(() => _test.Queue.ReleaseAsync(SmtpQueueFilter.All, Token), Token),
                Task.Run(() => _test.Queue.RequeueAsync(SmtpQueueFilter.All, Token), Token));
            var expected = Shown(_test.Item());
            _test.Restart();
            Assert.Equal(expected, Shown(_test.Item()));
            Assert.Equal(round + 1, item.Attempts);
            await _test.Queue.RequeueAsync(SmtpQueueFilter.All, Token);
        }
    }

    [Fact]
    public async Task A_message_that_is_moved_while_it_changes_loses_no_change()
    {
        for (var n = 0; n < 20; n++) _test.Add("a@x.test", "b@y.test", "c@x.test");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var moving = Task.Run(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                foreach (var stored in _test.Spool.Stored()) _test.Spool.Move(stored.Number, _test.Queue.Snapshot);
            }
        }, Token);
        await Task.WhenAll(Domains.Select(address => Task.Run(async () =>
        {
            for (var round = 0; round < 300; round++)
            {
                while (_test.Take(address) is { } job) await _test.CompleteAsync(job, DeliveryOutcome.Deferred);
                await _test.Queue.RequeueAsync(new SmtpQueueFilter { Domain = address[1..] }, Token);
            }
        }, Token)));
        await stop.CancelAsync();
        await moving;
        var expected = _test.Queue.List(SmtpQueueFilter.All).Select(Shown).ToList();
        _test.Restart();
        Assert.Equal(expected, _test.Queue.List(SmtpQueueFilter.All).Select(Shown));
        Assert.All(expected.SelectMany(recipients => recipients), recipient => Assert.Equal(300, recipient.Item3));
    }

    private static IEnumerable<(string, SmtpRecipientStatus, int, DateTimeOffset?)> Shown(SmtpQueueItem item) =>
        [.. item.Recipients.Select(recipient => (recipient.Address, recipient.Status, recipient.Attempts, recipient.NextAttemptAt))];

    private void Fail() => _test.Spool.Before = (_, _) => throw new IOException("No space left on device");
}
