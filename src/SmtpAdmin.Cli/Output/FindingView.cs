using Spectre.Console;

namespace SmtpAdmin.Cli.Output;

/// <summary>A finding for people: what is wrong, and below it what to do.</summary>
internal static class FindingView
{
    private const int LabelWidth = 8;

    public static void Write(IAnsiConsole console, Finding finding)
    {
        var (mark, colour) = finding.Severity switch
        {
            FindingSeverity.Error => ("error", "red"),
            FindingSeverity.Warning => ("warning", "yellow"),
            _ => ("note", "blue"),
        };
        WriteRow(console, mark, colour, $"{finding.Message} ({finding.Code})");
        if (finding.Remedy.Length > 0) WriteRow(console, "do", "dim", finding.Remedy);
        if (finding.Reference.Length > 0) WriteRow(console, "see", "dim", finding.Reference);
    }

    /// <summary>On a terminal the text wraps under itself; in a pipe it stays one line.</summary>
    private static void WriteRow(IAnsiConsole console, string label, string colour, string text)
    {
        if (!Terminal.IsInteractive)
        {
            console.WriteLine($"  {label.PadRight(LabelWidth)} {text}");
            return;
        }
        var row = new Grid { Expand = false }
            .AddColumn(new GridColumn { NoWrap = true, Width = LabelWidth, Padding = new Padding(2, 0, 1, 0) })
            .AddColumn(new GridColumn { Padding = new Padding(0, 0, 0, 0) });
        row.AddRow(new Markup($"[{colour}]{label}[/]"), new Text(text));
        console.Write(row);
    }
}
