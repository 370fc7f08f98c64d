namespace SmtpAdmin.Smtp.Server;

/// <summary>
/// The time of one session: a deadline for what it does now, which is set anew for each thing it waits for, and one for the whole. One timer
/// and one token serve them all. A timer that comes early, because the deadline was moved, is set again: moving costs nothing else.
/// </summary>
internal sealed class SessionDeadline : IDisposable
{
    private readonly TimeProvider _time;
    private readonly object _lock = new();
    private readonly long _end;
    private readonly CancellationTokenRegistration _aborting;
    private readonly CancellationTokenRegistration _stopping;
    private CancellationTokenSource _source = new();
    private ITimer? _timer;
    private long _due = long.MaxValue; // when the timer comes
    private long _deadline;
    private bool _isSpent; // the source is cancelled, or is just about to be
    private bool _isInterruptible;
    private bool _isDisposed;
    private volatile bool _isOver;
    private volatile bool _isStopping;

    /// <summary>Begins a session.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="lifetime">How long the session may take in all.</param>
    /// <param name="stopping">Ends what may be interrupted.</param>
    /// <param name="aborting">Ends the session.</param>
    public SessionDeadline(TimeProvider time, TimeSpan lifetime, CancellationToken stopping, CancellationToken aborting)
    {
        _time = time;
        _deadline = _end = After(time.GetTimestamp(), lifetime);
        _aborting = aborting.UnsafeRegister(static self => ((SessionDeadline)self!).Abort(), this);
        _stopping = stopping.UnsafeRegister(static self => ((SessionDeadline)self!).Stop(), this);
    }

    /// <summary>The session's time is up, or it was cut off: nothing more is to be begun.</summary>
    public bool IsOver => _isOver;

    /// <summary>The server is stopping.</summary>
    public bool IsStopping => _isStopping;

    /// <summary>This moment, on the clock that deadlines are told by.</summary>
    public long Now => _time.GetTimestamp();

    /// <summary>A moment some time from now.</summary>
    public long In(TimeSpan time) => After(_time.GetTimestamp(), time);

    /// <summary>A moment some time later.</summary>
    public long After(long moment, TimeSpan time)
    {
        var ticks = time.TotalSeconds * _time.TimestampFrequency;
        return ticks >= long.MaxValue - moment ? long.MaxValue : moment + (long)ticks;
    }

    /// <summary>Sets the deadline for what comes next.</summary>
    /// <param name="timeout">The time for it.</param>
    /// <returns>The token that ends it; good until this, or another method of this kind, is called again.</returns>
    public CancellationToken Arm(TimeSpan timeout) => Set(In(timeout), isInterruptible: false);

    /// <summary>The same, with a moment.</summary>
    public CancellationToken ArmUntil(long moment) => Set(moment, isInterruptible: false);

    /// <summary>The same, for a wait that a stop of the server ends too: see <see cref="IsStopping"/>.</summary>
    public CancellationToken ArmInterruptible(long moment) => Set(moment, isInterruptible: true);

    /// <summary>Leaves only the end of the whole session, for what takes no time that the client could be blamed for.</summary>
    public CancellationToken Disarm() => Set(_end, isInterruptible: false);

    /// <inheritdoc/>
    public void Dispose()
    {
        _aborting.Dispose();
        _stopping.Dispose();
        lock (_lock)
        {
            _isDisposed = true;
            _timer?.Dispose();
        }
    }

    private CancellationToken Set(long deadline, bool isInterruptible)
    {
        CancellationTokenSource source;
        lock (_lock)
        {
            if (_isSpent && !_isOver)
            {
                _source = new CancellationTokenSource();
                _isSpent = false;
            }
            _isInterruptible = isInterruptible;
            _deadline = Math.Min(deadline, _end);
            source = _source;
            if (_isSpent || !isInterruptible || !_isStopping)
            {
                if (_deadline < _due) Schedule();
                return source.Token;
            }
            _isSpent = true; // the stop came just before
        }
        source.Cancel();
        return source.Token;
    }

    private void Schedule()
    {
        _due = _deadline;
        // Rounded up to what timers count in, so that none comes a moment too early again and again.
        var wait = TimeSpan.FromMilliseconds(Math.Ceiling(Math.Max(0, _time.GetElapsedTime(_time.GetTimestamp(), _deadline).TotalMilliseconds)));
        if (wait.TotalMilliseconds > uint.MaxValue - 1) wait = TimeSpan.FromMilliseconds(uint.MaxValue - 1);
        if (_timer is not null) _timer.Change(wait, Timeout.InfiniteTimeSpan);
        else if (ExecutionContext.IsFlowSuppressed()) _timer = CreateTimer(wait);
        else
        {
            using (ExecutionContext.SuppressFlow()) _timer = CreateTimer(wait);
        }
    }

    private ITimer CreateTimer(TimeSpan wait) => _time.CreateTimer(static self => ((SessionDeadline)self!).Elapse(), this, wait, Timeout.InfiniteTimeSpan);

    private void Elapse()
    {
        CancellationTokenSource source;
        lock (_lock)
        {
            _due = long.MaxValue;
            if (_isDisposed || _isSpent) return;
            var now = _time.GetTimestamp();
            if (now < _deadline)
            {
                Schedule();
                return;
            }
            if (now >= _end) _isOver = true;
            _isSpent = true;
            source = _source;
        }
        source.Cancel();
    }

    private void Stop()
    {
        CancellationTokenSource source;
        lock (_lock)
        {
            _isStopping = true;
            if (!_isInterruptible || _isSpent) return;
            _isSpent = true;
            source = _source;
        }
        source.Cancel();
    }

    private void Abort()
    {
        CancellationTokenSource source;
        lock (_lock)
        {
            _isOver = _isSpent = true;
            source = _source;
        }
        source.Cancel();
    }
}
