namespace SmtpAdmin.Smtp.Relay;

/// <summary>Wakes messages when their time comes, with one timer for all, and sees to it that chores are done.</summary>
/// <param name="book">The queue.</param>
/// <param name="store">Writes what changed.</param>
/// <param name="chores">What is done beside deliveries.</param>
/// <param name="time">The clock.</param>
internal sealed class QueueClock(QueueBook book, QueueStore store, QueueChores chores, TimeProvider time)
{
    private const int WokenAtOnce = 256;
    private const int ChoresAtOnce = 32;
    private static readonly TimeSpan LongestSleep = TimeSpan.FromMinutes(1); // the clock on the wall may be set, which timers do not notice

    /// <summary>Told of destinations that have work again.</summary>
    public Action<RelayDestination>? WorkArrived { get; set; }

    /// <summary>Works until it is stopped.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var loops = new[] { WakeAsync(stop.Token), WorkAsync(stop.Token) };
        await Task.WhenAny(loops).ConfigureAwait(false); // stopped, or one failed: then the other has to end too
        await stop.CancelAsync().ConfigureAwait(false);
        store.Stop();
        await Task.WhenAll(loops).ConfigureAwait(false);
    }

    /// <summary>Does all that is due now.</summary>
    public async Task RunOnceAsync()
    {
        WakeDue();
        await WorkOffAsync(CancellationToken.None).ConfigureAwait(false);
    }

    private async Task WakeAsync(CancellationToken cancellationToken)
    {
        using var timer = time.CreateTimer(_ => book.WakeMoved.Set(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        while (!cancellationToken.IsCancellationRequested)
        {
            book.WakeMoved.Clear();
            WakeDue();
            long next;
            lock (book.Gate) next = book.NextWake();
            var sleep = next - time.GetUtcNow().UtcTicks;
            timer.Change(TimeSpan.FromTicks(Math.Clamp(sleep, TimeSpan.TicksPerMillisecond, LongestSleep.Ticks)), Timeout.InfiniteTimeSpan);
            await book.WakeMoved.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void WakeDue()
    {
        while (true)
        {
            var arrivals = default(Arrivals);
            var count = 0;
            lock (book.Gate)
            {
                var now = time.GetUtcNow().UtcTicks;
                for (; count < WokenAtOnce && book.TakeWoken(now) is { } message; count++) book.Reschedule(message, now, ref arrivals);
            }
            arrivals.Tell(WorkArrived);
            if (count < WokenAtOnce) return;
        }
    }

    private async Task WorkAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            await book.ChoreArrived.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            book.ChoreArrived.Clear();
            await WorkOffAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task WorkOffAsync(CancellationToken cancellationToken)
    {
        var batch = new List<QueuedMessage>();
        while (!cancellationToken.IsCancellationRequested)
        {
            batch.Clear();
            lock (book.Gate)
            {
                while (batch.Count < ChoresAtOnce && book.TakeChore() is { } message) batch.Add(message);
            }
            if (batch.Count == 0) return;
            foreach (var arrivals in await Task.WhenAll(batch.Select(chores.DoAsync)).ConfigureAwait(false)) arrivals.Tell(WorkArrived);
        }
    }
}
