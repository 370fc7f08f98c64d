using Spectre.Console;

namespace SmtpAdmin.Cli.Output;

/// <summary>A finding for people: what is wrong, and below it what to do.</summary>
internal static class FindingView
{
    public static void Write(IAnsiConsole console, Finding finding)
    {
        var (mark, colour) = finding.Severity switch
        {
            FindingSeverity.Error => ("error", "red"),
            FindingSeverity.Warning => ("warning", "yellow"),
            _ => ("note", "blue"),
        };
        var lines = new Grid().AddColumn(new GridColumn().NoWrap().PadLeft(2)).AddColumn();
        lines.AddRow(new Markup($"[{colour}]{mark}[/]"), new Markup($"{Markup.Escape(finding.Message)} [dim]({Markup.Escape(finding.Code)})[/]"));
        if (finding.Remedy.Length > 0) lines.AddRow(new Markup("[dim]do[/]"), new Text(finding.Remedy));
        if (finding.Reference.Length > 0) lines.AddRow(new Markup("[dim]see[/]"), new Markup($"[dim]{Markup.Escape(finding.Reference)}[/]"));
        console.Write(lines);
    }
}
