namespace SmtpAdmin.Smtp.Relay;

/// <summary>
/// Knows when messages come in by the hundred. Their clients wait for an answer, so taking them in comes first then, and the deliveries, which nobody
/// waits for, are the fewer; but only for some seconds, and not for longer than there was calm before. Used by many at once.
/// </summary>
/// <param name="time">The clock.</param>
internal sealed class IntakeFlood(TimeProvider time)
{
    /// <summary>How long is counted at a time.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMilliseconds(20);

    /// <summary>So many messages within a window are a flood: 800 a second.</summary>
    public const int Full = 16;

    /// <summary>In a flood, one message goes out for so many that come in.</summary>
    public const int InForOneOut = 4;

    /// <summary>How long deliveries stand back at most.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    private readonly object _lock = new();
    private long _began = time.GetTimestamp();
    private int _count;
    private int _unmatched; // came in, and nothing went out for them
    private bool _wasFull;
    private TimeSpan _spent;

    /// <summary>There is a flood that comes first.</summary>
    public bool IsOn
    {
        get
        {
            lock (_lock) return IsOnNow();
        }
    }

    /// <summary>Nothing is to go out before more has come in, or the flood is over.</summary>
    public bool HoldsDeliveries
    {
        get
        {
            lock (_lock) return _unmatched < InForOneOut && IsOnNow();
        }
    }

    /// <summary>A message came in.</summary>
    public void CameIn()
    {
        lock (_lock)
        {
            Roll();
            _count++;
            _unmatched = Math.Min(_unmatched + 1, Full * InForOneOut); // what came before the flood does not buy a flood of deliveries
        }
    }

    /// <summary>A message goes out.</summary>
    public void GoesOut()
    {
        lock (_lock) _unmatched = Math.Max(0, _unmatched - InForOneOut);
    }

    private bool IsOnNow()
    {
        Roll();
        return (_wasFull || _count >= Full) && _spent < Longest;
    }

    private void Roll()
    {
        var now = time.GetTimestamp();
        var elapsed = time.GetElapsedTime(_began, now);
        if (elapsed < Window) return;
        _wasFull = _count >= Full && elapsed < 2 * Window;
        var spent = _wasFull ? _spent + elapsed : _spent - elapsed;
        _spent = spent < TimeSpan.Zero ? TimeSpan.Zero : spent > Longest ? Longest : spent;
        (_began, _count) = (now, 0);
    }
}
