using System.Text.RegularExpressions;

namespace SmtpAdmin.Cli;

/// <summary>The names of cmdlets and parameters as the command line writes them: kebab-case, an acronym as one word.</summary>
internal static partial class KebabName
{
    /// <summary><c>Test-ReverseDns</c> becomes <c>test-reverse-dns</c>, <c>IPAddress</c> <c>ip-address</c>, <c>IPv4Only</c> <c>ipv4-only</c>.</summary>
    public static string From(string pascalCase) =>
        string.Join('-', Words().Matches(pascalCase).Select(match => match.Value.ToLowerInvariant()));

    /// <summary>An acronym with its version (IPv4), an acronym up to the next word's capital, a capitalized word, or a word in lower case.</summary>
    [GeneratedRegex("[A-Z]+v[0-9]+|[A-Z]+(?![a-z])[0-9]*|[A-Z][a-z0-9]*|[a-z0-9]+", RegexOptions.CultureInvariant)]
    private static partial Regex Words();
}
