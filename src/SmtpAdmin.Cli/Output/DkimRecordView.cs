using System.Globalization;
using SmtpAdmin.Dkim;
using Spectre.Console;

namespace SmtpAdmin.Cli.Output;

/// <summary>The check of a key record, for people: the verdict, the tags, and what is to be done.</summary>
internal static class DkimRecordView
{
    private const int MostShown = 60;

    public static void Write(DkimRecordReport report)
    {
        var console = Terminal.Out;
        var colour = report.Status switch
        {
            DkimRecordStatus.Pass => "green",
            DkimRecordStatus.Warning or DkimRecordStatus.Unknown or DkimRecordStatus.Revoked => "yellow",
            _ => "red",
        };
        WrappedRow.Write($"[{colour}]{report.Status,-7}[/]", $"{Shown(report.RecordName ?? "the record")}  [dim]{Shown(Facts(report))}[/]");
        foreach (var tag in report.Tags)
        {
            var mark = tag.Status switch { DkimTagStatus.Error => "red", DkimTagStatus.Warning => "yellow", _ => "dim" };
            // What is wrong with it stands among the findings.
            var meaning = tag.Status is DkimTagStatus.Error or DkimTagStatus.Warning ? tag.Status.ToString().ToLowerInvariant() : tag.Meaning;
            if (tag.Position >= 0 && tag.Tag.Length > 0) WrappedRow.Write(" ", $"{Shown(tag.Tag)}={Shown(PlainText.Excerpt(tag.Value, MostShown))}  [{mark}]{Shown(meaning)}[/]");
        }
        foreach (var finding in report.Findings.OrderByDescending(finding => finding.Severity)) FindingView.Write(console, finding);
    }

    private static string Facts(DkimRecordReport report)
    {
        var facts = new List<string>();
        if (report.KeySize is { } size) facts.Add(string.Create(CultureInfo.InvariantCulture, $"{report.KeyType}, {size} bits"));
        if (report.StringCount > 1) facts.Add(string.Create(CultureInfo.InvariantCulture, $"{report.StringCount} strings"));
        if (report.PrivateKeyMatches is { } matches) facts.Add(matches ? "the pair of the private key" : "not the pair of the private key");
        if (report.UsedBy.Count > 0) facts.Add($"used by {string.Join(", ", report.UsedBy)}");
        return string.Join("; ", facts);
    }

    private static string Shown(string text) => Markup.Escape(PlainText.Clean(text));
}
