using System.CommandLine;
using System.Globalization;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.Cli.Options;

/// <summary>Moments on the command line: in ISO 8601, by the local clock unless a time zone is named, or so long ago.</summary>
internal static class Moment
{
    public static Option<DateTimeOffset?> Option(string name, string description) => Value.Option(
        name, $"{description} As 2026-11-21T08:00 or 2026-11-21T08:00:00Z, or as how long ago: 2h, 3d.", "time", "a time as 2026-11-21T08:00, or 2h for two hours ago", Read);

    private static DateTimeOffset? Read(string text) =>
        RelayDuration.TryParse(text, out var ago, out _) ? TimeProvider.System.GetUtcNow() - ago
        : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeLocal, out var time) ? time
        : null;
}
