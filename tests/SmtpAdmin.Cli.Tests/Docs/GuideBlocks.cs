using System.Text.RegularExpressions;

namespace SmtpAdmin.Cli.Tests.Docs;

/// <summary>What a guide shows to be copied.</summary>
internal static partial class GuideBlocks
{
    /// <summary>A page's blocks of a language.</summary>
    public static IReadOnlyList<string> In(string page, string language) => [.. Regex.Matches(page, $@"(?ms)^```{language}\n(?<text>.*?)^```").Select(match => match.Groups["text"].Value)];

    /// <summary>The calls of smtpadmin that begin a line: the words behind it, up to what the shell takes for itself.</summary>
    public static IReadOnlyList<string[]> Calls(IEnumerable<string> shell) =>
        [.. shell.SelectMany(block => Call().Matches(block)).Select(match => Word().Matches(match.Groups["words"].Value).Select(word => word.Value.Trim('\'', '"')).ToArray())];

    /// <summary>The executable takes a call, all of its words.</summary>
    public static void AssertUnderstood(string[] call)
    {
        var parsed = CommandTree.Create().Parse(call);
        Assert.Empty(parsed.Errors.Select(error => error.Message));
        Assert.Empty(UnknownWords.In(parsed, call));
    }

    [GeneratedRegex(@"^(?:docker run .* )?smtpadmin (?<words>[^\n|<>#]*)", RegexOptions.Multiline)]
    private static partial Regex Call();

    [GeneratedRegex(@"'[^']*'|""[^""]*""|\S+")]
    private static partial Regex Word();
}
