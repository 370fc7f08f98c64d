namespace SmtpAdmin.Smtp.Relay;

/// <summary>How long to wait behind a failed attempt.</summary>
internal static class RetryPause
{
    private const double Spread = 0.2;
    private const int MostDoublings = 40; // further ones would overflow, and are past any longest pause
    private static readonly TimeSpan Year = TimeSpan.FromDays(365); // so that no moment is past the calendar's end

    /// <summary>The pause: doubled each time, never over the longest, then give or take a fifth.</summary>
    /// <param name="retry">The settings.</param>
    /// <param name="pauses">How many pauses there were before.</param>
    /// <param name="chance">From 0 to 1: which of the possible lengths.</param>
    public static TimeSpan Of(SmtpRelayRetry retry, int pauses, double chance)
    {
        var ticks = Math.Min(retry.First.Ticks * Math.Pow(2, Math.Clamp(pauses, 0, MostDoublings)), Math.Min(retry.Longest.Ticks, Year.Ticks));
        return TimeSpan.FromTicks(Math.Max((long)(ticks * (1 - Spread + (2 * Spread * chance))), TimeSpan.TicksPerMillisecond));
    }

    /// <summary>No pause is longer.</summary>
    public static TimeSpan Longest(SmtpRelayRetry retry) => Of(retry, MostDoublings, 1);
}
