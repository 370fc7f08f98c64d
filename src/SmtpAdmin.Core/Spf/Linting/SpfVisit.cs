namespace SmtpAdmin.Spf;

/// <summary>A record on the way through the tree of includes.</summary>
/// <param name="Record">The record.</param>
/// <param name="Path">The domains on the way to it, as text.</param>
/// <param name="Depth">How many records it lies within; 0 for the one that is checked.</param>
internal sealed record SpfVisit(SpfWalkedRecord Record, string Path, int Depth)
{
    private const int MostShown = 5; // names of a path: more help nobody

    /// <summary>The record and all within it, outermost first.</summary>
    public static IEnumerable<SpfVisit> All(SpfWalkedRecord record) => From(record, [record.Domain.Length > 0 ? record.Domain : "the record"]);

    private static IEnumerable<SpfVisit> From(SpfWalkedRecord record, string[] path)
    {
        yield return new SpfVisit(record, Text(path), path.Length - 1);
        foreach (var inner in record.Terms.Select(term => term.Record).OfType<SpfWalkedRecord>())
        {
            foreach (var visit in From(inner, [.. path, inner.Domain])) yield return visit;
        }
    }

    private static string Text(string[] path)
    {
        var shown = path.Length <= MostShown ? path : [path[0], "...", .. path[^(MostShown - 2)..]];
        return string.Join(" > ", shown.Select(name => PlainText.Excerpt(name)));
    }
}
