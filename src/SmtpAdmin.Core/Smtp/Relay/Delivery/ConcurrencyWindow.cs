namespace SmtpAdmin.Smtp.Relay;

/// <summary>How many connections a destination gets at once: few at first, more while all goes well, fewer when it does not. Not safe for use by several threads.</summary>
/// <param name="max">The most.</param>
internal sealed class ConcurrencyWindow(int max)
{
    private const int First = 2;

    private int _successes;

    /// <summary>How many there may be now; at least one.</summary>
    public int Limit { get; private set; } = Math.Clamp(max, 1, First);

    /// <summary>A message went well. One more connection for each round of as many messages as there are connections.</summary>
    /// <returns>There may be one more.</returns>
    public bool Succeed()
    {
        if (Limit >= max || ++_successes < Limit) return false;
        _successes = 0;
        Limit++;
        return true;
    }

    /// <summary>The server put a message off.</summary>
    public void Reduce()
    {
        _successes = 0;
        Limit = Math.Max(1, Limit - 1);
    }

    /// <summary>A connection was refused, lost, or ended by 421.</summary>
    public void Halve()
    {
        _successes = 0;
        Limit = Math.Max(1, Limit / 2);
    }
}
