namespace SmtpAdmin.Smtp.Client;

/// <summary>Finds the words without which a regular expression cannot match: one for each of its alternatives.</summary>
internal static class PatternWords
{
    private const int MinLength = 3; // characters; shorter ones stand in every text

    /// <summary>For each alternative its longest stretch of plain characters outside groups; null when one has none that is long enough.</summary>
    /// <param name="pattern">A valid regular expression.</param>
    public static IReadOnlyList<string>? Of(string pattern)
    {
        var words = new List<string>();
        var (best, run, at) = ("", "", 0);
        while (true)
        {
            if (at == pattern.Length || pattern[at] == '|')
            {
                if (run.Length > best.Length) best = run;
                if (best.Length < MinLength) return null;
                words.Add(best);
                if (at == pattern.Length) return words;
                (best, run) = ("", "");
                at++;
                continue;
            }

            var plain = ReadItem(pattern, ref at);
            var quantifier = at < pattern.Length ? pattern[at] : '\0';
            var optional = quantifier is '?' or '*' or '{';
            if (plain is not null && !optional) run += plain;
            if (plain is not null && !optional && quantifier != '+') continue;
            if (run.Length > best.Length) best = run;
            run = "";
            if (quantifier == '{') at = pattern.IndexOf('}', at) + 1;
            else if (optional || quantifier == '+') at++;
        }
    }

    /// <summary>Reads a character, a class or a group.</summary>
    /// <returns>The character, if it means itself.</returns>
    private static char? ReadItem(string pattern, ref int at)
    {
        var character = pattern[at++];
        switch (character)
        {
            case '\\':
                var escaped = pattern[at++];
                return char.IsAsciiLetterOrDigit(escaped) ? null : escaped; // \b, \d and the like are no characters
            case '[':
                while (pattern[at] != ']') at += pattern[at] == '\\' ? 2 : 1;
                at++;
                return null;
            case '(':
                while (pattern[at] != ')') ReadItem(pattern, ref at);
                at++;
                return null;
            case '.' or '^' or '$':
                return null;
            default:
                return character;
        }
    }
}
