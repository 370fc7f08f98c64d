namespace SmtpAdmin.Mime;

/// <summary>Refuses parts of a draft that cannot stand in a message. A line end in a header would let its writer add headers of their own.</summary>
internal static class DraftGuard
{
    private const int MaxNameLength = 76; // so that a header's name and colon never need a line over 78
    private const int MaxMarkerLength = 64;

    /// <summary>The exception that names a part of the draft.</summary>
    /// <param name="message">What is wrong, as a sentence.</param>
    /// <param name="part">The draft's property.</param>
    /// <param name="inner">What it comes from.</param>
    public static ArgumentException Refusal(string message, string? part, Exception? inner = null) => new(message, part, inner);

    /// <summary>Text that goes into a header has no line end and no NUL.</summary>
    /// <exception cref="ArgumentException">It has one.</exception>
    public static void NoLineEnd(string text, string what, string part)
    {
        if (text.AsSpan().IndexOfAny('\r', '\n', '\0') >= 0)
            throw new ArgumentException($"{what} has a line end or a NUL in it, which a header cannot hold: '{PlainText.Excerpt(text)}'.", part);
    }

    /// <summary>The text of a structured header is printable ASCII.</summary>
    /// <exception cref="ArgumentException">It is not.</exception>
    public static void PrintableAscii(string text, string what, string part)
    {
        NoLineEnd(text, what, part);
        if (text.Any(character => character is (< ' ' or > '~') and not '\t'))
            throw new ArgumentException($"{what} takes printable ASCII only: '{PlainText.Excerpt(text)}'.", part);
    }

    /// <summary>A header's name is one (RFC 5322 section 3.6.8), and ours to take.</summary>
    /// <exception cref="ArgumentException">It is not.</exception>
    public static void HeaderName(string name, string part)
    {
        NoLineEnd(name, "A header's name", part);
        if (name.Length is 0 or > MaxNameLength || name.Any(character => character is <= ' ' or > '~' or ':'))
            throw new ArgumentException($"'{PlainText.Excerpt(name)}' is no header name: 1 to {MaxNameLength} printable ASCII characters without space and colon.", part);
        if (HeaderRule.For(name) is { Kind: HeaderKind.Forbidden } rule)
            throw new ArgumentException($"The header '{PlainText.Excerpt(name)}' cannot be set: {rule.Reason}.", part);
    }

    /// <summary>A Message-ID is <c>&lt;left@right&gt;</c> (RFC 5322 section 3.6.4).</summary>
    /// <exception cref="ArgumentException">It is not.</exception>
    public static void MessageId(string text, string part)
    {
        PrintableAscii(text, "A Message-ID", part);
        if (!IsMessageId(text))
            throw new ArgumentException($"'{PlainText.Excerpt(text)}' is no Message-ID: it looks like <word@example.org>.", part);
    }

    /// <summary>The text is <c>&lt;left@right&gt;</c> in printable ASCII (RFC 5322 section 3.6.4).</summary>
    public static bool IsMessageId(string text)
    {
        var at = text.IndexOf('@', StringComparison.Ordinal);
        return text.Length is >= 5 and <= 250 && text[0] == '<' && text[^1] == '>' && at >= 2 && at <= text.Length - 3
            && text.AsSpan(1, text.Length - 2).IndexOfAny('<', '>') < 0 && text.IndexOf('@', at + 1) < 0
            && text.AsSpan().IndexOfAnyExceptInRange('!', '~') < 0;
    }

    /// <summary>A marker survives every server, search box and shell: letters, digits, hyphen, dot and underscore.</summary>
    /// <exception cref="ArgumentException">It has others, or is empty or long.</exception>
    public static void Marker(string text, string part)
    {
        if (text.Length is 0 or > MaxMarkerLength || !text.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '.' or '_'))
            throw new ArgumentException($"'{PlainText.Excerpt(text)}' is no marker: 1 to {MaxMarkerLength} ASCII letters, digits, hyphens, dots and underscores.", part);
    }
}
