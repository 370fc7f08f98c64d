namespace SmtpAdmin.Smtp.Server;

/// <summary>How fast a message has to come: some of it again and again, enough of it within each stretch of time, and all of it in the end.</summary>
internal sealed class DataPace
{
    private readonly SessionDeadline _deadline;
    private readonly SmtpServerTimeouts _timeouts;
    private readonly long _end;
    private long _windowEnd;
    private long _octets; // within the window

    /// <summary>Begins now.</summary>
    public DataPace(SessionDeadline deadline, SmtpServerTimeouts timeouts)
    {
        (_deadline, _timeouts) = (deadline, timeouts);
        var now = deadline.Now;
        _end = deadline.After(now, timeouts.Data);
        _windowEnd = deadline.After(now, timeouts.DataRateWindow);
    }

    private bool HasRate => _timeouts.MinDataRate > 0;

    /// <summary>Sets the deadline for the next part.</summary>
    public CancellationToken Arm()
    {
        if (!HasRate) return _deadline.ArmUntil(Math.Min(_deadline.In(_timeouts.DataBlock), _end));
        var now = _deadline.Now;
        var isFastEnough = _octets >= _timeouts.MinDataRate * _timeouts.DataRateWindow.TotalSeconds;
        if (now >= _windowEnd && isFastEnough)
        {
            _windowEnd = _deadline.After(now, _timeouts.DataRateWindow);
            _octets = 0;
            isFastEnough = false;
        }
        // Who has sent enough for this window has until the end of the next.
        var latest = isFastEnough ? _deadline.After(_windowEnd, _timeouts.DataRateWindow) : _windowEnd;
        return _deadline.ArmUntil(Math.Min(_deadline.After(now, _timeouts.DataBlock), Math.Min(_end, latest)));
    }

    /// <summary>Counts what came.</summary>
    public void Count(int octets) => _octets += octets;

    /// <summary>Does not count some time that passed.</summary>
    public void Forgive(long ticks) => _windowEnd = _windowEnd > long.MaxValue - ticks ? long.MaxValue : _windowEnd + ticks;
}
