using System.CommandLine;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.Cli.Options;

/// <summary>Long durations on the command line: with a unit as in a configuration, or as .NET writes them.</summary>
internal static class Durations
{
    public static Option<TimeSpan?> Option(string name, string description) =>
        Value.Option<TimeSpan>(name, description, "5d|4h|d.hh:mm:ss", "a duration as 90s, 30m, 2h or 3d, or 1.12:00:00 for a day and a half, and a year at most", text => RelayDuration.TryParse(text, out var duration, out _) ? duration : null);
}
