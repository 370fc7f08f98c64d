namespace SmtpAdmin.Dns;

/// <summary>
/// How many queries may stand in a server's receive buffer: additive increase, multiplicative decrease. A server that is near
/// never gets more than the ceiling. One whose answers all take long, whether the way is or the looking up, has its queries on the way
/// or in its hands rather than in its buffer; it gets more for as long as the answers do not come later for it. Not safe for threads; its
/// owner locks.
/// </summary>
/// <param name="ceiling">The most for a server that is near.</param>
internal sealed class SendWindow(int ceiling)
{
    /// <summary>How many ceilings may be under way in all, to whatever server.</summary>
    public const int MostCeilings = 16;

    private static readonly TimeSpan Near = TimeSpan.FromMilliseconds(20); // no buffer's worth of queries takes a near server so long
    private readonly double _floor = Math.Min(ceiling, 16); // slow zones behind a resolver time out without any loss: do not starve
    private double _size = ceiling;
    private TimeSpan _leastWait = TimeSpan.MaxValue;
    private long _shrunkAt = long.MinValue;

    /// <summary>The most that may be under way now.</summary>
    public int Size => (int)_size;

    /// <summary>A query was answered: grow by one for each window's worth; towards a distant server by one for each.</summary>
    /// <param name="waited">How long the answer took.</param>
    public void OnAnswer(TimeSpan waited)
    {
        if (waited < _leastWait) _leastWait = waited;
        if (_leastWait < Near) _size = Math.Min(ceiling, _size + (1 / _size));
        else if (waited < _leastWait * 2) _size = Math.Min(ceiling * MostCeilings, _size + 1);
    }

    /// <summary>A query was lost: halve, but once for all losses of one burst.</summary>
    /// <param name="sentAt">When the query that shows it was sent.</param>
    /// <param name="now">The time now, in the same ticks.</param>
    public void OnLoss(long sentAt, long now)
    {
        if (sentAt <= _shrunkAt) return;
        _shrunkAt = now;
        _size = Math.Max(_floor, _size / 2);
    }
}
