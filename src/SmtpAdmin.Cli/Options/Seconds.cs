using System.CommandLine;

namespace SmtpAdmin.Cli.Options;

/// <summary>Durations on the command line: seconds, fractions allowed.</summary>
internal static class Seconds
{
    public static Option<double?> Option(string name, string description)
    {
        var option = new Option<double?>(name) { Description = description, HelpName = "seconds" };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && !(result.GetValueOrDefault<double?>() is >= 0.001 and <= 3600))
                result.AddError($"{name} takes seconds from 0.001 to 3600, not '{result.Tokens[0].Value}'.");
        });
        return option;
    }

    public static TimeSpan? Read(ParseResult parsed, Option<double?> option) =>
        parsed.GetValue(option) is { } seconds ? TimeSpan.FromSeconds(seconds) : null;
}
