using System.CommandLine;
using System.Globalization;

namespace SmtpAdmin.Cli.Options;

/// <summary>Durations on the command line: seconds, fractions allowed.</summary>
internal static class Seconds
{
    private const double Least = 0.001;

    public static Option<double?> Option(string name, string description, double most)
    {
        var option = new Option<double?>(name) { Description = description, HelpName = "seconds" };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && !(result.GetValueOrDefault<double?>() is { } seconds && seconds >= Least && seconds <= most))
                result.AddError(string.Create(CultureInfo.InvariantCulture, $"{name} takes seconds from {Least} to {most}, not '{result.Tokens[0].Value}'."));
        });
        return option;
    }

    public static TimeSpan? Read(ParseResult parsed, Option<double?> option) =>
        parsed.GetValue(option) is { } seconds ? TimeSpan.FromSeconds(seconds) : null;
}
