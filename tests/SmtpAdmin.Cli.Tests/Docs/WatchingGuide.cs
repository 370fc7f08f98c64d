using System.Text.RegularExpressions;

namespace SmtpAdmin.Cli.Tests.Docs;

/// <summary>What docs/guides/watching-blacklists.md shows for shells, cron and systemd. Its PowerShell is tested in PowerShell.</summary>
internal static partial class WatchingGuide
{
    public static string Page { get; } = Repository.Read("docs/guides/watching-blacklists.md").ReplaceLineEndings("\n");

    public static IReadOnlyList<string> Shell { get; } = Blocks("sh");

    public static IReadOnlyList<string> Cron { get; } = Blocks("cron");

    public static string Script => Shell.Single(block => block.StartsWith("#!/bin/sh\n", StringComparison.Ordinal));

    public static string Service => Blocks("ini").Single(block => block.Contains("[Service]", StringComparison.Ordinal));

    public static string Timer => Blocks("ini").Single(block => block.Contains("[Timer]", StringComparison.Ordinal));

    public static string Configuration => Blocks("ini").Single(block => block.StartsWith("TARGETS=", StringComparison.Ordinal));

    /// <summary>The value of a key in a unit.</summary>
    public static string Value(string unit, string key) => unit.Split('\n').Single(line => line.StartsWith($"{key}=", StringComparison.Ordinal))[(key.Length + 1)..];

    /// <summary>Every call of smtpadmin: the words behind it.</summary>
    public static IReadOnlyList<string[]> Calls { get; } =
    [
        .. Shell.Concat(Cron)
            .SelectMany(block => Call().Matches(Variable().Replace(block.Replace("\\\n", " ", StringComparison.Ordinal), "value")))
            .Select(match => Word().Matches(match.Groups["words"].Value).Select(word => word.Value.Trim('\'', '"')).ToArray()),
    ];

    private static IReadOnlyList<string> Blocks(string language) => GuideBlocks.In(Page, language);

    [GeneratedRegex(@"(?<=^|[\s;(])smtpadmin (?<words>(get|test|send)-[^\n|<>]*)", RegexOptions.Multiline)]
    private static partial Regex Call();

    [GeneratedRegex(@"""\$\([^\n]*?\)""|\$\{[^}]*\}|\$\w+")]
    private static partial Regex Variable();

    [GeneratedRegex(@"'[^']*'|""[^""]*""|\S+")]
    private static partial Regex Word();
}
