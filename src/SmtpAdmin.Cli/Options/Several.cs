using System.CommandLine;
using System.CommandLine.Parsing;

namespace SmtpAdmin.Cli.Options;

/// <summary>Options that take all words behind them, up to the next option: they swallow a command's arguments where these stand behind them.</summary>
internal static class Several
{
    /// <summary>What the help says of such an option.</summary>
    public const string Hint = "Several values: write the arguments before it.";

    /// <summary>An option that takes several words.</summary>
    public static Option<string[]> Option(string name, string description) => new(name) { Description = $"{description} {Hint}", AllowMultipleArgumentsPerToken = true };

    /// <summary>Where a command's arguments may have gone that are missed, as a sentence with a blank in front; empty where no option has more than one value.</summary>
    /// <param name="result">The command line as it was understood.</param>
    /// <param name="what">What is missed.</param>
    public static string Swallowed(CommandResult result, string what) =>
        result.Children.OfType<OptionResult>().LastOrDefault(option => option.Option.AllowMultipleArgumentsPerToken && option.Tokens.Count > option.IdentifierTokenCount) is { Option.Name: var name }
            ? $" What stands behind {name} is taken for it: give the {what} first, or put '--' in front of them."
            : "";
}
