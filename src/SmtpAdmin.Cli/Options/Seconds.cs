using System.CommandLine;
using System.Globalization;

namespace SmtpAdmin.Cli.Options;

/// <summary>Durations on the command line: seconds, fractions allowed, with a point in every language.</summary>
internal static class Seconds
{
    private const double Least = 0.001;

    public static Option<double?> Option(string name, string description, double most) => new(name)
    {
        Description = description,
        HelpName = "seconds",
        CustomParser = result =>
        {
            var text = result.Tokens[^1].Value;
            if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds >= Least && seconds <= most)
                return seconds;
            result.AddError(string.Create(CultureInfo.InvariantCulture, $"{name} takes seconds from {Least} to {most}, not '{text}'."));
            return null;
        },
    };

    public static TimeSpan? Read(ParseResult parsed, Option<double?> option) =>
        parsed.GetValue(option) is { } seconds ? TimeSpan.FromSeconds(seconds) : null;
}
