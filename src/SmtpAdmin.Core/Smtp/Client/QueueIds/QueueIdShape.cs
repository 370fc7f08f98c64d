using System.Text.RegularExpressions;

namespace SmtpAdmin.Smtp.Client;

/// <summary>How one mailer tells its queue id.</summary>
/// <param name="Name">The mailer.</param>
/// <param name="Pattern">A linear regular expression over the reply's text without its codes, with a group <c>id</c>.</param>
internal sealed record QueueIdShape(string Name, string Pattern)
{
    private readonly IReadOnlyList<string>? _words = PatternWords.Of(Pattern);

    // Linear in its input, for the server may be hostile; made on first use, for that takes milliseconds.
    private readonly Lazy<Regex> _regex = new(() => new Regex(Pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant));

    /// <summary>The id in a reply's text; null when it is not told in this way.</summary>
    public string? Read(string text) =>
        (_words is null || _words.Any(word => text.Contains(word, StringComparison.Ordinal)))
        && _regex.Value.Match(text) is { Success: true } match ? match.Groups["id"].Value : null;
}
