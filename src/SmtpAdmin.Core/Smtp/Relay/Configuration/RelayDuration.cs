using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace SmtpAdmin.Smtp.Relay;

/// <summary>Durations as people write them on a command line.</summary>
public static class RelayDuration
{
    /// <summary>Reads <c>90s</c>, <c>30m</c>, <c>2h</c>, <c>3d</c>, <c>250ms</c>, or days, hours, minutes and seconds as <c>1.12:00:00</c>. A bare number is none: nobody can tell what of.</summary>
    /// <param name="text">The text.</param>
    /// <param name="duration">The duration, a year at most.</param>
    /// <param name="problem">Why it is none, as a sentence.</param>
    public static bool TryParse([NotNullWhen(true)] string? text, out TimeSpan duration, [NotNullWhen(false)] out string? problem)
    {
        var given = (text ?? "").Trim();
        duration = RelayQuantity.Duration(given) ?? (given.Contains(':', StringComparison.Ordinal) && TimeSpan.TryParse(given, CultureInfo.InvariantCulture, out var span) ? span : TimeSpan.MinValue);
        problem = duration >= TimeSpan.Zero && duration <= RelayQuantity.Longest ? null : $"'{PlainText.Excerpt(given)}' is no duration. Write 90s, 30m, 2h or 3d, or 1.12:00:00 for a day and a half; a year at most.";
        return problem is null;
    }
}
