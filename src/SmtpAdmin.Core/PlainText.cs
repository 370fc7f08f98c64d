using System.Globalization;

namespace SmtpAdmin;

/// <summary>Text from outside, made fit to stand in a message of ours: it must neither drive a terminal nor reorder or hide what is read.</summary>
public static class PlainText
{
    private const int ExcerptLength = 80;
    private const char Replacement = '\uFFFD';

    /// <summary>
    /// The text with U+FFFD for each character that does something instead of being shown: control characters but for the tab, line and
    /// paragraph separators, the bidirectional controls (Unicode's Bidi_Control), what has no width and joins nothing, and half characters.
    /// The length stays the same.
    /// </summary>
    /// <param name="text">The text.</param>
    public static string Clean(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.AsSpan().IndexOfAnyExceptInRange(' ', '~') < 0 ? text : string.Create(text.Length, text, static (span, source) =>
        {
            for (var at = 0; at < span.Length; at++) span[at] = IsUnsafe(source, at) ? Replacement : source[at];
        });
    }

    /// <summary>What somebody typed, to be told back to them: clean, without tabs, and 80 characters at most.</summary>
    /// <param name="text">The text.</param>
    public static string Excerpt(string text) => Excerpt(text, ExcerptLength);

    /// <summary>The beginning of a text, clean and without tabs.</summary>
    /// <param name="text">The text.</param>
    /// <param name="maxLength">How many characters are shown at most, the three dots for the rest included.</param>
    public static string Excerpt(string text, int maxLength)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length > maxLength)
        {
            var end = maxLength - 3;
            if (char.IsHighSurrogate(text[end - 1])) end--;
            text = text[..end] + "...";
        }
        return Clean(text).Replace('\t', Replacement);
    }

    private static bool IsUnsafe(string text, int at)
    {
        var character = text[at];
        if (character is >= ' ' and <= '~' or '\t') return false;
        if (char.IsSurrogate(character))
            return !(char.IsHighSurrogate(character) ? at + 1 < text.Length && char.IsLowSurrogate(text[at + 1]) : at > 0 && char.IsHighSurrogate(text[at - 1]));
        return char.IsControl(character)
            || CharUnicodeInfo.GetUnicodeCategory(character) is UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
            || character is '\u200B' or '\u2060' or '\uFEFF'
            || character is '\u061C' or '\u200E' or '\u200F' or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');
    }
}
