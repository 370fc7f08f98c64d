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

    private static void WriteRow(IAnsiConsole console, string label, string colour, string text) =>
        WrappedRow.Write(console, $"  [{colour}]{label.PadRight(LabelWidth)}[/]", Markup.Escape(text), Terminal.IsInteractive);
}
