using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.RegularExpressions;

namespace SmtpAdmin.Cli;

/// <summary>What a command line holds that nobody knows: the reason behind whatever else is wrong with it, so told alone.</summary>
internal static partial class UnknownWords
{
    private const int Similar = 3;

    /// <summary>What is wrong, as sentences; empty when every word is known.</summary>
    /// <param name="parsed">The command line as it was understood.</param>
    /// <param name="args">Its words.</param>
    public static IReadOnlyList<string> In(ParseResult parsed, IReadOnlyList<string> args)
    {
        // A word with a hyphen in front that is no option is taken for a plain word, or for one more value of the option before it. Behind
        // '--' it is one, and so it is behind an option's '='.
        var typed = parsed.Tokens.TakeWhile(token => token.Type != TokenType.DoubleDash).ToHashSet();
        var plain = parsed.CommandResult.Children.OfType<ArgumentResult>().SelectMany(result => result.Tokens)
            .Where(typed.Contains).Select(token => token.Value).Concat(parsed.UnmatchedTokens).Where(word => word is ['-', _, ..]);
        var values = parsed.CommandResult.Children.OfType<OptionResult>().SelectMany(result => result.Tokens)
            .Select(token => token.Value).Where(word => OptionLike().IsMatch(word) && args.Contains(word));
        var options = plain.Concat(values).Select(word => word.Split('=')[0]).Distinct().ToList();
        if (options.Count > 0) return [.. options.Select(option => Explain(option, parsed.CommandResult))];
        return parsed.CommandResult.Command is RootCommand root ? [.. parsed.UnmatchedTokens.Take(1).Select(word => ExplainCommand(word, root))] : [];
    }

    private static string Explain(string option, CommandResult result) => option switch
    {
        "--password" or "--access-token" =>
            $"There is no '{option}': a secret is never an argument, which others can read. Use {option}-env, {option}-file or {option}-stdin.",
        _ => $"'{option}' is no option of this command.{Meant(KebabName.From(option), OptionsOf(result).Select(name => name.TrimStart('-')), "--")}",
    };

    private static string ExplainCommand(string word, RootCommand root)
    {
        var (name, names) = (KebabName.From(word), root.Subcommands.Select(command => command.Name).ToList());
        return names.Contains(name) ? $"'{word}' is written {name} here." : $"'{word}' is no command.{Meant(name, names, "")}";
    }

    private static string Meant(string word, IEnumerable<string> candidates, string prefix)
    {
        var nearest = NearestWords.Find(word, candidates, Similar).Select(name => prefix + name).ToList();
        return nearest.Count == 0 ? "" : $" Did you mean {(nearest.Count == 1 ? "" : $"{string.Join(", ", nearest.SkipLast(1))} or ")}{nearest[^1]}?";
    }

    private static IEnumerable<string> OptionsOf(CommandResult result) =>
        result.Command.Options.Where(option => !option.Hidden).Select(option => option.Name).Append("--help");

    /// <summary>Two hyphens and a name, as options are written; nothing else that a text may begin with.</summary>
    [GeneratedRegex("^--[A-Za-z][A-Za-z0-9-]*(=|$)", RegexOptions.CultureInvariant)]
    private static partial Regex OptionLike();
}
