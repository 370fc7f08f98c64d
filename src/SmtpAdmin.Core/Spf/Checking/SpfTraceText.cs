using System.Text;

namespace SmtpAdmin.Spf;

/// <summary>What a check tried, as a tree of lines: record, terms, look-ups.</summary>
internal static class SpfTraceText
{
    private const int Columns = 78; // fits a terminal of 80
    private const int Narrowest = 12; // columns of text; ten records deep, as deep as a check gets, there are as many
    private const string Branch = "├─ ", LastBranch = "└─ ", Stem = "│  ", NoStem = "   ";

    public static string Of(SpfTraceRecord record)
    {
        var lines = new StringBuilder();
        Write(lines, "", "", Node.Of(record));
        return lines.ToString(0, lines.Length - 1);
    }

    private static void Write(StringBuilder lines, string head, string rest, Node node)
    {
        // Text that wraps keeps the stem of what hangs below it.
        var hanging = rest + (node.Children.Count > 0 ? Stem : NoStem);
        foreach (var (line, isFirst) in Wrap(node.Text, Math.Max(Narrowest, Columns - head.Length), Math.Max(Narrowest, Columns - hanging.Length)))
            lines.Append(isFirst ? head : hanging).Append(line).Append('\n');
        for (var at = 0; at < node.Children.Count; at++)
        {
            var isLast = at == node.Children.Count - 1;
            Write(lines, rest + (isLast ? LastBranch : Branch), rest + (isLast ? NoStem : Stem), node.Children[at]);
        }
    }

    /// <summary>Breaks a text at spaces, and where there are none anywhere.</summary>
    private static IEnumerable<(string Line, bool IsFirst)> Wrap(string text, int firstWidth, int width)
    {
        for (var (at, isFirst) = (0, true); isFirst || at < text.Length; isFirst = false)
        {
            var room = isFirst ? firstWidth : width;
            var end = Math.Min(text.Length, at + room);
            if (end < text.Length)
            {
                var space = text.LastIndexOf(' ', end, Math.Min(end - at, room) + 1);
                if (space > at) end = space;
            }
            yield return (text[at..end], isFirst);
            at = end < text.Length && text[end] == ' ' ? end + 1 : end;
        }
    }

    private sealed record Node(string Text, IReadOnlyList<Node> Children)
    {
        public static Node Of(SpfTraceRecord record) => new(
            PlainText.Clean($"{record.Domain}: {record.Result}, {record.Record ?? "no record"}").Replace('\t', ' '),
            [.. record.Lookups.Select(lookup => Of(lookup, record)), .. record.Terms.Select(Of)]);

        private static Node Of(SpfTraceTerm term) => new(
            PlainText.Clean($"{term.Term}{TargetOf(term)}: {term.Outcome}").Replace('\t', ' '),
            [.. term.Lookups.Select(Of), .. term.Record is { } record ? [Of(record)] : Array.Empty<Node>()]);

        /// <summary>The record stands in the line above its look-up.</summary>
        private static Node Of(SpfTraceLookup lookup, SpfTraceRecord record) =>
            record.Record is null ? Of(lookup) : new(PlainText.Clean($"{lookup.Type} {lookup.Name}: {lookup.Outcome}"), []);

        private static Node Of(SpfTraceLookup lookup) => new(PlainText.Clean(lookup.ToString()).Replace('\t', ' '), []);

        private static string TargetOf(SpfTraceTerm term) =>
            term.Target is { } name && !term.Term.Contains(name, StringComparison.OrdinalIgnoreCase) ? $" ({name})" : "";
    }
}
