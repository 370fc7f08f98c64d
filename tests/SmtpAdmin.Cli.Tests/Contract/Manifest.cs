using System.Text.RegularExpressions;

namespace SmtpAdmin.Cli.Tests.Contract;

/// <summary>The values of SmtpAdmin.psd1 that other files must agree with.</summary>
internal static partial class Manifest
{
    private static readonly string Text = Repository.Read("SmtpAdmin.psd1");

    public static string Version => Value("ModuleVersion");

    public static IReadOnlyList<string> Cmdlets => List("CmdletsToExport");

    public static IReadOnlyList<string> List(string key) => [.. Quoted().Matches(Body(key, @"@\((?<body>[^)]*)\)")).Select(match => match.Groups["text"].Value)];

    public static string Value(string key) => Quoted().Match(Body(key, "(?<body>'[^']*')")).Groups["text"].Value;

    private static string Body(string key, string form)
    {
        var match = Regex.Match(Text, $@"(?m)^\s*{Regex.Escape(key)}\s*=\s*{form}");
        Assert.True(match.Success, $"The manifest has no {key}.");
        return match.Groups["body"].Value;
    }

    [GeneratedRegex("'(?<text>[^']*)'")]
    private static partial Regex Quoted();
}
