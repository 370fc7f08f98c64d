namespace SmtpAdmin.Dns;

/// <summary>
/// How many queries may stand in a server's receive buffer: additive increase, multiplicative decrease, never over the
/// ceiling. Not safe for threads; its owner locks.
/// </summary>
internal sealed class SendWindow(int ceiling)
{
    private readonly double _floor = Math.Min(ceiling, 16); // slow zones behind a resolver time out without any loss: do not starve
    private double _size = ceiling;
    private long _shrunkAt = long.MinValue;

    /// <summary>The most that may be under way now.</summary>
    public int Size => (int)_size;

    /// <summary>A query was answered: grow by one for each window's worth.</summary>
    public void OnAnswer()
    {
        if (_size < ceiling) _size = Math.Min(ceiling, _size + (1 / _size));
    }

    /// <summary>A query was lost: halve, but once for all losses of one burst.</summary>
    /// <param name="sentAt">When it was sent.</param>
    /// <param name="now">The time now, in the same ticks.</param>
    public void OnTimeout(long sentAt, long now)
    {
        if (sentAt <= _shrunkAt) return;
        _shrunkAt = now;
        _size = Math.Max(_floor, _size / 2);
    }
}
