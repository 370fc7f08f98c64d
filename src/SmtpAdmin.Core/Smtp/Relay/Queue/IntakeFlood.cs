namespace SmtpAdmin.Smtp.Relay;

/// <summary>
/// Knows when messages come in by the hundred. Their clients wait for an answer, so taking them in comes first then, and the deliveries, which nobody
/// waits for, behind it; but only for some seconds, and not for longer than there was calm before. Used by many at once.
/// </summary>
/// <param name="time">The clock.</param>
internal sealed class IntakeFlood(TimeProvider time)
{
    /// <summary>How long is counted at a time.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMilliseconds(20);

    /// <summary>So many messages within a window are a flood: 800 a second.</summary>
    public const int Full = 16;

    /// <summary>How long deliveries stand back at most.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    private readonly object _lock = new();
    private long _began = time.GetTimestamp();
    private int _count;
    private bool _wasFull;
    private TimeSpan _spent;

    /// <summary>Deliveries are to stand back.</summary>
    public bool IsOn
    {
        get
        {
            lock (_lock)
            {
                Roll();
                return (_wasFull || _count >= Full) && _spent < Longest;
            }
        }
    }

    /// <summary>A message came in.</summary>
    public void Note()
    {
        lock (_lock)
        {
            Roll();
            _count++;
        }
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
