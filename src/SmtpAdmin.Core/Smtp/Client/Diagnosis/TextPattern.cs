using System.Text.RegularExpressions;

namespace SmtpAdmin.Smtp.Client;

/// <summary>
/// A rule's regular expression, in any case and linear in its input, for the server may be hostile. Making one of these costs milliseconds and
/// there are dozens, so each is made only when a text has one of the words that its alternatives cannot do without.
/// </summary>
internal sealed class TextPattern
{
    private const int MaxTextLength = 4096; // characters looked at; the rest of an overlong text can say what it likes

    private readonly Lazy<Regex> _regex;
    private readonly IReadOnlyList<string>? _words;

    /// <param name="pattern">The regular expression, without look-around and back references.</param>
    public TextPattern(string pattern)
    {
        _regex = new Lazy<Regex>(() => new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant));
        _words = PatternWords.Of(pattern);
    }

    /// <summary>The pattern is found in the text.</summary>
    public bool IsMatch(string text)
    {
        if (text.Length > MaxTextLength) text = text[..MaxTextLength];
        return MayMatch(text) && Matches(text);
    }

    /// <summary>False when the text has none of the words, so that the pattern cannot be in it.</summary>
    internal bool MayMatch(string text) => _words is null || _words.Any(word => text.Contains(word, StringComparison.OrdinalIgnoreCase));

    /// <summary>What the regular expression itself says.</summary>
    internal bool Matches(string text) => _regex.Value.IsMatch(text);
}
