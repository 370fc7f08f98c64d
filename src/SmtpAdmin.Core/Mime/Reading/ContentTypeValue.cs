using System.Text;

namespace SmtpAdmin.Mime;

/// <summary>What a Content-Type field says (RFC 2045 section 5.1), as far as it tells how a body is taken apart.</summary>
/// <param name="MediaType">Type and subtype in lower case, such as <c>multipart/mixed</c>.</param>
/// <param name="Boundary">The boundary of a multipart; null where none is given.</param>
internal sealed record ContentTypeValue(string MediaType, string? Boundary)
{
    private const int MaxBoundaryLength = 70; // RFC 2046 section 5.1.1

    /// <summary>Reads a field's value. Comments and folds are passed over; what cannot be read is missing.</summary>
    public static ContentTypeValue Read(ReadOnlySpan<byte> value)
    {
        var words = Words(Encoding.Latin1.GetString(value));
        var mediaType = new StringBuilder();
        var at = 0;
        for (; at < words.Count && words[at] is not { Text: ";", IsQuoted: false }; at++) mediaType.Append(words[at].Text);
        string? boundary = null;
        for (; at + 2 < words.Count; at++)
        {
            if (words[at] is not { Text: ";", IsQuoted: false } || words[at + 2] is not { Text: "=", IsQuoted: false }) continue;
            if (!words[at + 1].Text.Equals("boundary", StringComparison.OrdinalIgnoreCase) || at + 3 >= words.Count) continue;
            boundary ??= words[at + 3].Text;
        }
        var isUsable = boundary is { Length: > 0 and <= MaxBoundaryLength } && boundary[^1] != ' ';
        return new ContentTypeValue(mediaType.ToString().ToLowerInvariant(), isUsable ? boundary : null);
    }

    /// <summary>Tokens, quoted strings, and the signs between them.</summary>
    private static List<(string Text, bool IsQuoted)> Words(string value)
    {
        var words = new List<(string, bool)>();
        for (var at = 0; at < value.Length;)
        {
            var character = value[at];
            if (character is ' ' or '\t' or '\r' or '\n') at++;
            else if (character == '(') at = EndOfComment(value, at);
            else if (character == '"') words.Add((Quoted(value, ref at), true));
            else if (character is ';' or '=' or '/')
            {
                words.Add((character.ToString(), false));
                at++;
            }
            else
            {
                var start = at;
                while (at < value.Length && value[at] is not (' ' or '\t' or '\r' or '\n' or '(' or '"' or ';' or '=' or '/')) at++;
                words.Add((value[start..at], false));
            }
        }
        return words;
    }

    private static string Quoted(string value, ref int at)
    {
        var text = new StringBuilder();
        for (at++; at < value.Length && value[at] != '"'; at++)
        {
            if (value[at] == '\\' && at + 1 < value.Length) at++;
            if (value[at] is not ('\r' or '\n')) text.Append(value[at]);
        }
        at++;
        return text.ToString();
    }

    private static int EndOfComment(string value, int at)
    {
        var depth = 0;
        for (; at < value.Length; at++)
        {
            if (value[at] == '\\') at++;
            else if (value[at] == '(') depth++;
            else if (value[at] == ')' && --depth == 0) return at + 1;
        }
        return value.Length;
    }
}
