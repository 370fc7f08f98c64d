using SmtpAdmin.Spf;
using Spectre.Console;

namespace SmtpAdmin.Cli.Output;

/// <summary>What a check tried, as a tree: record, terms, look-ups.</summary>
internal static class SpfTraceTree
{
    public static Tree Of(SpfTraceRecord record)
    {
        var tree = new Tree(new Markup(Title(record))) { Guide = TreeGuide.Line };
        Fill(tree, record);
        return tree;
    }

    private static void Fill(IHasTreeNodes node, SpfTraceRecord record)
    {
        foreach (var lookup in record.Lookups)
            node.AddNode(record.Record is null ? Lookup(lookup) : $"[dim]{Shown($"{lookup.Type} {lookup.Name}: {lookup.Outcome}")}[/]"); // the record is in the line above
        foreach (var term in record.Terms)
        {
            var (mark, colour) = term.Matched switch { true => ("match", "green"), false => ("no match", "dim"), null => ("error", "red") };
            var target = term.Target is { } name && !term.Term.Contains(name, StringComparison.OrdinalIgnoreCase) ? $" [dim]({Shown(name)})[/]" : "";
            var child = node.AddNode($"{Shown(term.Term)}{target}: [{colour}]{mark}[/]");
            foreach (var lookup in term.Lookups) child.AddNode(Lookup(lookup));
            if (term.Record is { } inner) Fill(child.AddNode(Title(inner)), inner);
        }
    }

    private static string Title(SpfTraceRecord record) => $"{Shown(record.Domain)}: [bold]{record.Result}[/], [dim]{(record.Record is { } text ? Shown(text) : "no record")}[/]";

    private static string Lookup(SpfTraceLookup lookup) => $"[dim]{Shown(lookup.ToString())}[/]";

    private static string Shown(string text) => Markup.Escape(PlainText.Clean(text));
}
