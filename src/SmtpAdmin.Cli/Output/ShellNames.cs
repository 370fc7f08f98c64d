using System.Text.RegularExpressions;

namespace SmtpAdmin.Cli.Output;

/// <summary>Core speaks of parameters as PowerShell writes them; here they are options.</summary>
internal static partial class ShellNames
{
    private static readonly Lazy<Dictionary<string, string>> Options = new(() =>
    {
        var names = CommandTree.Create().Subcommands.SelectMany(command => command.Options).Select(option => option.Name).Distinct()
            .ToDictionary(name => name, StringComparer.Ordinal);
        names["--credential"] = "--user-name and --password-env"; // secrets have options of their own
        names["--access-token"] = "--access-token-env";
        names["--dqs-key"] = "--dqs-key-env";
        names["--passphrase"] = "--passphrase-env";
        names["--key-secret"] = "--key-secret-env";
        names["--key-credential"] = "--key-name and --key-secret-env";
        return names;
    });

    private static readonly Lazy<HashSet<string>> Commands = new(() => [.. CommandTree.Create().Subcommands.Select(command => command.Name)]);

    /// <summary><c>use -StopAfter</c> becomes <c>use --stop-after</c>. Parameters of other commands, as in advice about Exchange, stay as they are.</summary>
    public static string In(string text) => Cmdlet().Replace(
        Parameter().Replace(text, match => Options.Value.GetValueOrDefault($"--{KebabName.From(match.Groups[1].Value)}", match.Value)),
        match => Commands.Value.Contains(KebabName.From(match.Value)) ? $"smtpadmin {KebabName.From(match.Value)}" : match.Value);

    public static IReadOnlyList<Finding> In(IReadOnlyList<Finding> findings) =>
        [.. findings.Select(finding => finding with { Message = In(finding.Message), Remedy = In(finding.Remedy) })];

    /// <summary>A hyphen at the beginning of a word, and a name behind it. What stands in quotes was typed, and is told as it was.</summary>
    [GeneratedRegex(@"(?<![\w'-])-([A-Z][A-Za-z0-9]+)\b", RegexOptions.CultureInvariant)]
    private static partial Regex Parameter();

    /// <summary>A verb and a noun, not in quotes.</summary>
    [GeneratedRegex(@"(?<![\w'-])[A-Z][a-z]+-[A-Z][A-Za-z0-9]+\b", RegexOptions.CultureInvariant)]
    private static partial Regex Cmdlet();
}
