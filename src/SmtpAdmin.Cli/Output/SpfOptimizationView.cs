using System.Globalization;
using SmtpAdmin.Spf;
using Spectre.Console;

namespace SmtpAdmin.Cli.Output;

/// <summary>A record that was made to cost less, for people: the records to copy, each on a line of its own, and what they rest on.</summary>
internal static class SpfOptimizationView
{
    private const int MostNetworks = 10; // of a difference; all of them are in the JSON

    public static void Write(SpfOptimization result)
    {
        var colour = result.Status switch
        {
            SpfOptimizationStatus.Optimized or SpfOptimizationStatus.Unchanged => "green",
            SpfOptimizationStatus.Unknown => "yellow",
            _ => "red",
        };
        var after = result.LookupCountAfter == result.LookupCountBefore || result.Records.Count == 0 ? "" : $", now {result.LookupCountAfter}";
        WrappedRow.Write($"[{colour}]{result.Status,-12}[/]", $"{Shown(result.Domain)}  [dim]{Counted.Of(result.LookupCountBefore, "look-up")}{after}[/]");
        if (result.Changed)
        {
            Terminal.Out.MarkupLine(result.Records.Count > 1 ? "  [dim]to publish, in this order:[/]" : "  [dim]to publish:[/]");
            // As they are to be copied: a terminal may wrap them, and what is copied is one line all the same.
            foreach (var record in result.Records) Console.Out.WriteLine(PlainText.Clean(record.ZoneLine));
        }
        foreach (var replaced in result.Replaced)
            Row("replaced", $"{replaced.Term}  {Counted.Of(replaced.LookupCount, "look-up")}, {Counted.Of(replaced.Networks.Count, "network")}{(replaced.ShortestTtlSeconds is { } ttl ? string.Create(CultureInfo.InvariantCulture, $", good for {ttl} s") : "")}");
        foreach (var kept in result.Kept) Row("kept", $"{kept.Term}  {Counted.Of(kept.LookupCount, "look-up")}  {kept.Why}");
        if (result.Drift is { } drift) Write(drift);
        foreach (var finding in result.Findings) FindingView.Write(Terminal.Out, finding);
    }

    private static void Write(SpfDrift drift)
    {
        Row("drift", drift.Changed ? drift.Reason : "none: the published record means the same");
        Networks("added", drift.Added);
        Networks("removed", drift.Removed);
        Networks("other", drift.Requalified);
        foreach (var term in drift.TermsAdded) Row("added", term);
        foreach (var term in drift.TermsRemoved) Row("removed", term);
        if (drift.ObsoleteRecords.Count == 0) return;
        Terminal.Out.MarkupLine(drift.Changed ? "  [dim]to keep until the old record has left the caches, then to remove:[/]" : "  [dim]to remove, when the old record has left the caches:[/]");
        foreach (var record in drift.ObsoleteRecords) Console.Out.WriteLine(PlainText.Clean(record.ZoneLine));
    }

    private static void Networks(string label, IReadOnlyList<SpfNetwork> networks)
    {
        if (networks.Count == 0) return;
        var more = networks.Count > MostNetworks ? string.Create(CultureInfo.InvariantCulture, $" and {networks.Count - MostNetworks} more") : "";
        Row(label, string.Join(' ', networks.Take(MostNetworks)) + more);
    }

    private static void Row(string label, string text) => WrappedRow.Write($"  [dim]{label,-8}[/]", Shown(text));

    private static string Shown(string text) => Markup.Escape(PlainText.Clean(text));
}
