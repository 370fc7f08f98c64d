using System.CommandLine;
using System.Runtime.CompilerServices;

namespace SmtpAdmin.Cli.Input;

/// <summary>Reads what a command works on: its words, and standard input, one a line, where a word is <c>-</c>.</summary>
internal static class Words
{
    /// <summary>The word that stands for the lines of standard input.</summary>
    public const string StandardInput = "-";

    private const char ByteOrderMark = '\uFEFF'; // at the head of lists that come from Windows

    public static async IAsyncEnumerable<string> ReadAsync(
        IEnumerable<string> words, TextReader standardInput, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var word in words)
        {
            if (word != StandardInput)
            {
                yield return word;
                continue;
            }
            while (await standardInput.ReadLineAsync(cancellationToken).ConfigureAwait(false) is { } line)
            {
                if (line.Trim().TrimStart(ByteOrderMark) is { Length: > 0 } text && text[0] != '#') yield return text;
            }
        }
    }

    /// <summary>Words may stand by themselves or behind the option that has the cmdlet's parameter name, apart or joined by commas.</summary>
    public static IReadOnlyList<string> Of(ParseResult parsed, Argument<string[]> argument, Option<string[]> option) =>
        [.. Of(parsed.GetValue(argument) ?? [], argument), .. Split(parsed.GetValue(option), option.Name)];

    /// <summary>Words of an argument, apart or joined by commas.</summary>
    public static IReadOnlyList<string> Of(string[] words, Argument<string[]> argument) => Split(words, $"<{argument.HelpName ?? argument.Name}>");

    /// <summary>The words behind an option, apart or joined by commas.</summary>
    /// <exception cref="UsageException">One is empty: it would stand for what holds without the option.</exception>
    public static IReadOnlyList<string> Of(ParseResult parsed, Option<string[]> option)
    {
        var words = Split(parsed.GetValue(option), option.Name);
        return words.Any(string.IsNullOrWhiteSpace) ? throw Empty(option.Name) : words;
    }

    /// <summary>As in PowerShell commas separate; no address and no name has one. What else is wrong with a word is told of the word.</summary>
    private static IReadOnlyList<string> Split(string[]? words, string name)
    {
        if (words is null or []) return [];
        IReadOnlyList<string> parts = [.. words.SelectMany(word => word.Split(',', StringSplitOptions.TrimEntries) is { Length: > 1 } parts ? parts.Where(part => part.Length > 0) : [word])];
        return parts.Count > 0 ? parts : throw Empty(name);
    }

    private static UsageException Empty(string name) => new($"What was given for {name} is empty.");
}
