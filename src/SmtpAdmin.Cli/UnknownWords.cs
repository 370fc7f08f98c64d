using System.CommandLine;
using System.CommandLine.Parsing;

namespace SmtpAdmin.Cli;

/// <summary>What a command line holds that nobody knows: the reason behind whatever else is wrong with it, so told alone.</summary>
internal static class UnknownWords
{
    /// <summary>What is wrong, as sentences; empty when every word is known.</summary>
    public static IReadOnlyList<string> In(ParseResult parsed)
    {
        // A word with a hyphen in front that is no option is taken for a plain word.
        var options = parsed.CommandResult.Children.OfType<ArgumentResult>().SelectMany(result => result.Tokens)
            .Select(token => token.Value).Concat(parsed.UnmatchedTokens).Where(word => word is ['-', _, ..]).ToList();
        if (options.Count > 0) return [.. options.Distinct().Select(Explain)];
        return parsed.CommandResult.Command is RootCommand ? [.. parsed.UnmatchedTokens.Take(1).Select(word => $"'{word}' is no command.")] : [];
    }

    private static string Explain(string option) => option switch
    {
        "--password" or "--access-token" =>
            $"There is no '{option}': a secret is never an argument, which others can read. Use {option}-env, {option}-file or {option}-stdin.",
        _ => $"'{option}' is no option of this command.",
    };
}
