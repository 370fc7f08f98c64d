using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace SmtpAdmin.Dns;

/// <summary>The words of one line of record data (RFC 1035 section 5.1): apart by blanks, or in quotes.</summary>
internal static class ZoneWords
{
    /// <summary>Takes data apart. A line end, a comment or a parenthesis outside quotes is refused: in data by itself none has a meaning.</summary>
    /// <param name="text">The data.</param>
    /// <param name="words">The words as they stand, escapes and quotes included.</param>
    /// <param name="problem">What is wrong, in words without a full stop.</param>
    public static bool TrySplit(string text, [NotNullWhen(true)] out IReadOnlyList<string>? words, [NotNullWhen(false)] out string? problem)
    {
        words = null;
        problem = null;
        var found = new List<string>();
        for (var at = 0; at < text.Length;)
        {
            if (text[at] is ' ' or '\t')
            {
                at++;
                continue;
            }
            var end = EndOf(text, at, out problem);
            if (problem is not null) return false;
            found.Add(text[at..end]);
            at = end;
        }
        words = found;
        return true;
    }

    /// <summary>The octets of a word, without its quotes and escapes; characters outside ASCII in UTF-8.</summary>
    public static bool TryReadOctets(string word, [NotNullWhen(true)] out byte[]? octets, [NotNullWhen(false)] out string? problem)
    {
        octets = null;
        problem = null;
        var inside = word.StartsWith('"') ? word[1..^1] : word;
        var read = new List<byte>(inside.Length);
        for (var at = 0; at < inside.Length; at++)
        {
            if (inside[at] != '\\')
            {
                var length = char.IsHighSurrogate(inside[at]) && at + 1 < inside.Length ? 2 : 1;
                read.AddRange(Encoding.UTF8.GetBytes(inside, at, length));
                at += length - 1;
            }
            else if (at + 3 < inside.Length && byte.TryParse(inside.AsSpan(at + 1, 3), NumberStyles.None, CultureInfo.InvariantCulture, out var octet))
            {
                read.Add(octet);
                at += 3;
            }
            else if (at + 1 < inside.Length && inside[at + 1] is >= ' ' and < '\x7f' and not (>= '0' and <= '9')) read.Add((byte)inside[++at]);
            else
            {
                problem = "a backslash escapes nothing";
                return false;
            }
        }
        octets = [.. read];
        return true;
    }

    private static int EndOf(string text, int start, out string? problem)
    {
        problem = null;
        var quoted = text[start] == '"';
        for (var at = start + (quoted ? 1 : 0); at < text.Length; at++)
        {
            var character = text[at];
            if (character == '\\') at++;
            else if (char.IsControl(character) && character != '\t') problem = "it has a line end or a control character";
            else if (quoted && character == '"')
            {
                if (at + 1 < text.Length && text[at + 1] is not (' ' or '\t')) problem = "there is no blank behind a closing quote";
                return at + 1;
            }
            else if (!quoted && character is ' ' or '\t') return at;
            else if (!quoted && character is '"' or ';' or '(' or ')') problem = $"'{character}' stands outside quotes";
            if (problem is not null) return at;
        }
        if (quoted) problem = "a quote is not closed";
        return text.Length;
    }
}
