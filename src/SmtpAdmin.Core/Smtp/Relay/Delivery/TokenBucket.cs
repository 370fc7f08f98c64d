namespace SmtpAdmin.Smtp.Relay;

/// <summary>Lets so many things happen a minute, a second's worth of them at once. Not safe for use by several threads.</summary>
internal sealed class TokenBucket
{
    private readonly TimeProvider _time;
    private readonly double _perSecond;
    private readonly double _capacity;
    private double _tokens;
    private long _filledAt;

    /// <param name="perMinute">How many a minute, from 1.</param>
    /// <param name="time">Measures.</param>
    public TokenBucket(int perMinute, TimeProvider time)
    {
        _time = time;
        _perSecond = perMinute / 60.0;
        _capacity = _tokens = Math.Max(1, _perSecond);
        _filledAt = time.GetTimestamp();
    }

    /// <summary>How long until the next one may happen; zero for now.</summary>
    public TimeSpan Wait
    {
        get
        {
            var now = _time.GetTimestamp();
            _tokens = Math.Min(_capacity, _tokens + _time.GetElapsedTime(_filledAt, now).TotalSeconds * _perSecond);
            _filledAt = now;
            // Rounded up, so that the one whose time has come finds its token.
            return _tokens >= 1 ? TimeSpan.Zero : TimeSpan.FromMilliseconds(Math.Ceiling((1 - _tokens) / _perSecond * 1000));
        }
    }

    /// <summary>One happens.</summary>
    public void Take() => _tokens--;
}
