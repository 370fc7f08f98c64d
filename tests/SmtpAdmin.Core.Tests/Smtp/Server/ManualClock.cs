namespace SmtpAdmin.Core.Tests.Smtp.Server;

/// <summary>Time that passes when a test says so.</summary>
internal sealed class ManualClock : TimeProvider
{
    private static readonly TimeSpan Guard = TimeSpan.FromSeconds(20);

    private readonly object _lock = new();
    private readonly List<Timer> _timers = [];
    private DateTimeOffset _now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock) return _now;
    }

    public override long GetTimestamp() => GetUtcNow().Ticks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>How long it is to each timer that is set, the next first.</summary>
    public IReadOnlyList<TimeSpan> Timers
    {
        get { lock (_lock) return [.. _timers.Select(timer => timer.Due - _now).Order()]; }
    }

    public void Advance(TimeSpan time)
    {
        List<Timer> due;
        lock (_lock)
        {
            _now += time;
            due = [.. _timers.Where(timer => timer.Due <= _now)];
            foreach (var timer in due) _timers.Remove(timer);
        }
        foreach (var timer in due) timer.Fire();
    }

    /// <summary>Lets time pass in steps until a task is done, whenever its timers are set.</summary>
    /// <returns>How much time passed.</returns>
    public async Task<TimeSpan> AdvanceUntilAsync(Task task, TimeSpan step, TimeSpan limit)
    {
        var start = GetUtcNow();
        while (!task.IsCompleted)
        {
            if (GetUtcNow() - start >= limit)
            {
                await Task.WhenAny(task, Task.Delay(Guard, CancellationToken.None)); // its timer is due: a busy machine may have it run late
                Assert.True(task.IsCompleted, $"It was not over after {limit} of the test's time.");
                break;
            }
            Advance(step);
            await Task.WhenAny(task, Task.Delay(2, CancellationToken.None)); // let the session set its next timer
        }
        return GetUtcNow() - start;
    }

    private sealed class Timer(ManualClock clock, Action fire) : ITimer
    {
        public DateTimeOffset Due { get; private set; }

        public void Fire() => fire();

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock._lock)
            {
                clock._timers.Remove(this);
                if (dueTime == Timeout.InfiniteTimeSpan) return true;
                Due = clock._now + dueTime;
                clock._timers.Add(this);
            }
            return true;
        }

        public void Dispose()
        {
            lock (clock._lock) clock._timers.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
