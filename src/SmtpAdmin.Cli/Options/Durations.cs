using System.CommandLine;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.Cli.Options;

/// <summary>Long durations on the command line: with a unit as in a configuration, or as .NET writes them.</summary>
internal static class Durations
{
    public static Option<TimeSpan?> Option(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "5d|4h|d.hh:mm:ss",
        CustomParser = result =>
        {
            if (RelayDuration.TryParse(result.Tokens[^1].Value, out var duration, out var problem)) return duration;
            result.AddError($"{name}: {problem}");
            return null;
        },
    };
}
