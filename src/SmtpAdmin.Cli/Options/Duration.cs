using System.CommandLine;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.Cli.Options;

/// <summary>Durations of hours and days on the command line, with their units.</summary>
internal static class Duration
{
    public static Option<TimeSpan?> Option(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "duration",
        CustomParser = result =>
        {
            if (RelayDuration.TryParse(result.Tokens[^1].Value, out var duration, out var problem)) return duration;
            result.AddError($"{name}: {problem}");
            return null;
        },
    };
}
