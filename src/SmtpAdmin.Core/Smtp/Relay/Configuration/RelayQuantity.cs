using System.Globalization;

namespace SmtpAdmin.Smtp.Relay;

/// <summary>Durations and sizes with their units, as a configuration has them.</summary>
public static class RelayQuantity
{
    /// <summary>The longest duration: a timer takes no more than seven weeks, and who means more has slipped. Those that no timer measures may be a year.</summary>
    internal static readonly TimeSpan Longest = TimeSpan.FromDays(366);

    private static readonly (string Unit, TimeSpan Length)[] Durations =
        [("ms", TimeSpan.FromMilliseconds(1)), ("s", TimeSpan.FromSeconds(1)), ("m", TimeSpan.FromMinutes(1)), ("h", TimeSpan.FromHours(1)), ("d", TimeSpan.FromDays(1))];

    private static readonly (string Unit, long Octets)[] Sizes =
    [
        ("KiB", 1L << 10), ("MiB", 1L << 20), ("GiB", 1L << 30), ("TiB", 1L << 40),
        ("kB", 1000), ("KB", 1000), ("MB", 1000_000), ("GB", 1000_000_000), ("TB", 1000_000_000_000), ("B", 1),
    ];

    /// <summary>Reads <c>90s</c>, <c>5m</c>, <c>4h</c>, <c>5d</c>, <c>250ms</c>; null for what is none, or is longer than <see cref="Longest"/>.</summary>
    /// <param name="text">The text.</param>
    public static TimeSpan? Duration(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        foreach (var (unit, length) in Durations)
        {
            if (Number(text, unit) is { } number) return Seconds(number * (length.TotalMilliseconds / 1000));
        }
        return null;
    }

    /// <summary>A number of seconds; null for more than <see cref="Longest"/>.</summary>
    internal static TimeSpan? Seconds(double seconds) => seconds <= Longest.TotalSeconds ? TimeSpan.FromSeconds(seconds) : null;

    /// <summary>Reads <c>25MB</c> (of 1000 each) or <c>25MiB</c> (of 1024 each) as octets; null for what is none, or too large for any disk.</summary>
    /// <param name="text">The text.</param>
    public static long? Size(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        foreach (var (unit, octets) in Sizes)
        {
            if (Number(text, unit) is { } number) return number <= long.MaxValue / octets ? number * octets : null;
        }
        return null;
    }

    private static long? Number(string text, string unit) =>
        text.EndsWith(unit, StringComparison.Ordinal) && long.TryParse(text.AsSpan(0, text.Length - unit.Length).TrimEnd(' '), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
}
