using System.CommandLine;
using System.Globalization;
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
            var text = result.Tokens[^1].Value;
            if (RelayQuantity.Duration(text) is { } duration) return duration;
            if (text.Contains(':', StringComparison.Ordinal) && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var span)) return span;
            result.AddError($"{name} takes a duration as 5d, 4h, 30m or 5.00:00:00, not '{text}'.");
            return null;
        },
    };
}
