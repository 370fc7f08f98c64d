using System.Globalization;
using SmtpAdmin.Spf;
using Spectre.Console;

namespace SmtpAdmin.Cli.Output;

/// <summary>The check of a record, for people: the verdict, the tree, and what is to be done.</summary>
internal static class SpfRecordView
{
    public static void Write(SpfRecordReport report)
    {
        var console = Terminal.Out;
        var colour = report.Status switch
        {
            SpfRecordStatus.Pass => "green",
            SpfRecordStatus.Warning or SpfRecordStatus.Unknown => "yellow",
            _ => "red",
        };
        WrappedRow.Write($"[{colour}]{report.Status,-7}[/]", $"{Shown(report.Domain ?? "the record")}  [dim]{Facts(report)}[/]");
        if (SpfTreeNode.Of(report) is { } root)
        {
            var tree = new Tree(Line(root)) { Guide = TreeGuide.Line };
            Fill(tree, root);
            console.Write(tree);
        }
        foreach (var finding in report.Findings.OrderByDescending(finding => finding.Severity)) FindingView.Write(console, finding);
    }

    private static string Facts(SpfRecordReport report)
    {
        if (report.Record is null) return "no record to read";
        var answer = report.AnswerLength is { } length ? string.Create(CultureInfo.InvariantCulture, $", {length} in the answer") : "";
        return string.Create(CultureInfo.InvariantCulture, $"{report.Length} octets{answer}; passes {Counted.Of(report.Networks.Count, "network")}{Share(report.AuthorizedIPv4Share)}");
    }

    private static string Share(double share) => share switch
    {
        0 => "", // IPv6 alone, or nobody
        < 0.0000001 => ", less than 0.00001 % of IPv4",
        _ => string.Create(CultureInfo.InvariantCulture, $", {share:P5} of IPv4"),
    };

    private static void Fill(IHasTreeNodes parent, SpfTreeNode node)
    {
        foreach (var child in node.Children) Fill(parent.AddNode(Line(child)), child);
    }

    private static Markup Line(SpfTreeNode node)
    {
        var colour = node.Status switch
        {
            SpfTermStatus.Error => "red",
            SpfTermStatus.Unknown or SpfTermStatus.Void or SpfTermStatus.LeftOut or SpfTermStatus.Ignored => "yellow",
            _ => "dim",
        };
        return new Markup(node.Note.Length > 0 ? $"{Shown(node.Text)}  [{colour}]{Shown(node.Note)}[/]" : Shown(node.Text));
    }

    private static string Shown(string text) => Markup.Escape(PlainText.Clean(text));
}
