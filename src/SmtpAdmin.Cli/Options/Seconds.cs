using System.CommandLine;
using System.Globalization;

namespace SmtpAdmin.Cli.Options;

/// <summary>Durations on the command line: seconds, fractions allowed, with a point in every language.</summary>
internal static class Seconds
{
    private const double Least = 0.001;

    public static Option<double?> Option(string name, string description, double most) => Value.Option<double>(
        name,
        description,
        "seconds",
        string.Create(CultureInfo.InvariantCulture, $"seconds from {Least} to {most}"),
        text => double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds >= Least && seconds <= most ? seconds : null);

    public static TimeSpan? Read(ParseResult parsed, Option<double?> option) =>
        parsed.GetValue(option) is { } seconds ? TimeSpan.FromSeconds(seconds) : null;
}
