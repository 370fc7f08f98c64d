namespace SmtpAdmin;

/// <summary>Durations as results carry them: milliseconds, to the microsecond.</summary>
internal static class Milliseconds
{
    /// <summary>The time since a timestamp of the same provider.</summary>
    public static double Since(TimeProvider timeProvider, long timestamp) => Of(timeProvider.GetElapsedTime(timestamp));

    /// <summary>A duration in milliseconds.</summary>
    public static double Of(TimeSpan duration) => Math.Round(duration.TotalMilliseconds, 3);
}
