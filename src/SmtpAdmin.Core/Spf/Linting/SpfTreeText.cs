using System.Globalization;
using System.Text;

namespace SmtpAdmin.Spf;

/// <summary>Draws the terms of a record as a tree, with lines of box characters (RFC 7208 has no picture of it; the form is that of <c>tree</c>).</summary>
internal static class SpfTreeText
{
    public static string Draw(string? domain, SpfRecord? record, IReadOnlyList<SpfReportTerm> terms)
    {
        if (record is null) return "";
        var text = new StringBuilder(domain is null ? "(record)" : PlainText.Excerpt(domain));
        Add(text, "", terms);
        return text.ToString();
    }

    private static void Add(StringBuilder text, string indent, IReadOnlyList<SpfReportTerm> terms)
    {
        for (var at = 0; at < terms.Count; at++)
        {
            var isLast = at == terms.Count - 1;
            var term = terms[at];
            text.Append('\n').Append(indent).Append(isLast ? "└─ " : "├─ ").Append(PlainText.Excerpt(term.Term)).Append(Notes(term));
            if (term.Record is { } inner) Add(text, indent + (isLast ? "   " : "│  "), inner.Terms);
        }
    }

    private static string Notes(SpfReportTerm term)
    {
        var notes = new StringBuilder();
        if (term.LookupCount > 0) notes.Append(CultureInfo.InvariantCulture, $"  {term.LookupCount} -> {term.RunningTotal}");
        if (term.Status != SpfTermStatus.Ok) notes.Append(CultureInfo.InvariantCulture, $"  [{term.Status}]");
        return notes.ToString();
    }
}
