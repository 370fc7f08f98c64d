namespace SmtpAdmin.Smtp.Relay;

/// <summary>
/// How long a destination is left alone that could not be reached: longer each time, until it is reached, and never longer than a message
/// that has waited as long. Not safe for use by several threads.
/// </summary>
/// <param name="retry">When messages are tried again.</param>
/// <param name="time">Tells the time.</param>
/// <param name="random">Spreads what failed together; safe for several threads.</param>
internal sealed class DestinationBackOff(SmtpRelayRetry retry, TimeProvider time, Random random)
{
    private const double Jitter = 0.2; // up or down

    private readonly TimeSpan _first = Lesser(TimeSpan.FromMinutes(1), retry.First);
    private readonly TimeSpan _longest = Lesser(TimeSpan.FromMinutes(15), retry.Longest);

    private TimeSpan _next = Lesser(TimeSpan.FromMinutes(1), retry.First);

    /// <summary>Until when; null while it may be tried.</summary>
    public DateTimeOffset? Until { get; private set; }

    /// <summary>How long it is still to be left alone; zero when it may be tried.</summary>
    public TimeSpan Remaining
    {
        get
        {
            if (Until is not { } until) return TimeSpan.Zero;
            var remaining = until - time.GetUtcNow();
            return remaining > TimeSpan.Zero ? remaining : TimeSpan.Zero;
        }
    }

    /// <summary>It was not reached.</summary>
    public void Fail()
    {
        Until = time.GetUtcNow() + _next * (1 + Jitter * (2 * random.NextDouble() - 1));
        _next = Lesser(_next * 2, _longest);
    }

    /// <summary>It was reached, or is to be tried as if for the first time: all is forgotten.</summary>
    public void Reset()
    {
        Until = null;
        _next = _first;
    }

    private static TimeSpan Lesser(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
