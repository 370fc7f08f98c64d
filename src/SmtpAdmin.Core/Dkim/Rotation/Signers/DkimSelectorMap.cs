namespace SmtpAdmin.Dkim;

/// <summary>
/// A map from domains to selectors, one a line: what Exim's <c>lsearch</c> reads (the Exim specification, section 9.3; a colon may stand behind the
/// domain) and rspamd's <c>selector_map</c>. A line that begins with a blank goes on with the one above it; <c>#</c> at the beginning is a comment.
/// </summary>
internal static class DkimSelectorMap
{
    /// <summary>The lines about a domain; those for all domains where it has none of its own.</summary>
    /// <param name="text">The file; each character is an octet.</param>
    /// <param name="domain">The domain, in ASCII.</param>
    public static IReadOnlyList<DkimSignerEntry> Read(string text, string domain)
    {
        var own = new List<DkimSignerEntry>();
        var shared = new List<DkimSignerEntry>();
        List<DkimSignerEntry>? last = null;
        foreach (var line in DkimConfigLine.Of(text))
        {
            var at = line.IndexOfWord(0);
            if (at == line.Text.Length || line.Text[at] == '#') continue;
            if (at > 0)
            {
                // The line above has more than one selector, in a way that only the signer can tell.
                if (last is { Count: > 0 }) last[^1] = last[^1] with { IsShared = true };
                last?.AddRange(Words(line, at, isShared: true, isOfOthers: last == shared));
                continue;
            }
            var (key, value) = Split(line);
            last = key.Equals(domain, StringComparison.OrdinalIgnoreCase) ? own : IsPattern(key, domain) ? shared : null;
            last?.AddRange(Words(line, value, isShared: last == shared, isOfOthers: last == shared));
        }
        return own.Count > 0 ? own : shared;
    }

    private static (string Key, int Value) Split(DkimConfigLine line)
    {
        int end;
        if (line.Text[0] == '"' && line.Text.IndexOf('"', 1) is > 0 and var quote) end = quote + 1;
        else
        {
            end = line.Text.IndexOfAny([' ', '\t', ':']);
            if (end < 0) end = line.Text.Length;
        }
        var key = line.Text[..end].Trim('"');
        var value = line.IndexOfWord(end);
        if (value < line.Text.Length && line.Text[value] == ':') value = line.IndexOfWord(value + 1);
        return (key, value);
    }

    private static IEnumerable<DkimSignerEntry> Words(DkimConfigLine line, int from, bool isShared, bool isOfOthers)
    {
        var found = new List<DkimSignerEntry>();
        for (var at = from; at < line.Text.Length;)
        {
            if (line.Text[at] == '#') break;
            var end = at;
            while (end < line.Text.Length && !IsBreak(line.Text[end])) end++;
            if (DkimConfigSelector.Of(line.Text[at..end]) is { } selector) found.Add(new DkimSignerEntry { Line = line.Number, Selector = selector, Start = line.Start + at, Length = end - at });
            at = end + 1;
        }
        return found.Select(entry => entry with { IsShared = isShared || found.Count > 1, IsOfOthers = isOfOthers });
    }

    /// <summary>Lists of Exim have colons between their words, those of people commas.</summary>
    private static bool IsBreak(char character) => character is ' ' or '\t' or ':' or ',' or ';' or '"';

    private static bool IsPattern(string key, string domain) =>
        key == "*" || (key.StartsWith("*.", StringComparison.Ordinal) && domain.EndsWith(key[1..], StringComparison.OrdinalIgnoreCase));
}
