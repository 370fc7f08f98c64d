using System.Text;

namespace SmtpAdmin.Lab;

/// <summary>Splits a zone file into entries (RFC 1035 section 5.1): comments, quotes, escapes, parentheses.</summary>
internal static class ZoneLexer
{
    /// <exception cref="FormatException">A quote or a parenthesis is left open; the message names the line.</exception>
    public static IEnumerable<ZoneEntry> Split(string text)
    {
        var tokens = new List<ZoneToken>();
        var number = 0;
        var first = 0;
        var depth = 0;
        var hasOwner = false;
        foreach (var raw in text.Split('\n'))
        {
            number++;
            var line = raw.TrimEnd('\r');
            if (tokens.Count == 0 && depth == 0)
            {
                first = number;
                hasOwner = line.Length > 0 && line[0] is not (' ' or '\t' or ';');
            }
            Read(line, number, tokens, ref depth);
            if (depth > 0) continue;
            if (tokens.Count > 0) yield return new ZoneEntry(first, hasOwner, [.. tokens]);
            tokens.Clear();
        }
        if (depth > 0) throw new FormatException($"Line {first}: a parenthesis is not closed.");
    }

    private static void Read(string line, int number, List<ZoneToken> tokens, ref int depth)
    {
        for (var at = 0; at < line.Length;)
        {
            switch (line[at])
            {
                case ' ' or '\t':
                    at++;
                    break;
                case ';':
                    return;
                case '(':
                    depth++;
                    at++;
                    break;
                case ')':
                    if (--depth < 0) throw new FormatException($"Line {number}: a parenthesis is closed that was not opened.");
                    at++;
                    break;
                case '"':
                    tokens.Add(new ZoneToken(Quoted(line, number, ref at), Quoted: true));
                    break;
                default:
                    tokens.Add(new ZoneToken(Word(line, ref at), Quoted: false));
                    break;
            }
        }
    }

    private static string Quoted(string line, int number, ref int at)
    {
        var text = new StringBuilder();
        for (at++; at < line.Length; at++)
        {
            if (line[at] == '"')
            {
                at++;
                return text.ToString();
            }
            if (line[at] == '\\' && at + 1 < line.Length) text.Append(line[at++]);
            text.Append(line[at]);
        }
        throw new FormatException($"Line {number}: a quote is not closed.");
    }

    private static string Word(string line, ref int at)
    {
        var start = at;
        while (at < line.Length && line[at] is not (' ' or '\t' or ';' or '(' or ')' or '"'))
        {
            if (line[at] == '\\') at++;
            at++;
        }
        at = Math.Min(at, line.Length);
        return line[start..at];
    }
}
