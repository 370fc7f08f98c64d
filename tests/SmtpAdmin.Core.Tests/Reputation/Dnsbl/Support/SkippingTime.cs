namespace SmtpAdmin.Core.Tests.Reputation.Dnsbl;

/// <summary>A clock that a test sets. Waiting takes no time: it only moves the clock.</summary>
internal sealed class SkippingTime : TimeProvider
{
    private readonly object _lock = new();
    private long _waited;

    public DateTimeOffset Now { get; set; } = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>How long anybody waited.</summary>
    public TimeSpan Waited
    {
        get
        {
            lock (_lock) return TimeSpan.FromTicks(_waited);
        }
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => Now;

    public override long GetTimestamp()
    {
        lock (_lock) return _waited;
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        lock (_lock) _waited += dueTime.Ticks;
        return System.CreateTimer(callback, state, TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }
}
