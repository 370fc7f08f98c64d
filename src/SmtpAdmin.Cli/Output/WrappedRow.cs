using System.Text.RegularExpressions;
using Spectre.Console;

namespace SmtpAdmin.Cli.Output;

/// <summary>A row for people: one line where it fits or where a program may read it, else with its rest wrapped under itself.</summary>
internal static partial class WrappedRow
{
    private const int Narrowest = 20; // columns for the rest: with fewer, nothing is gained

    /// <summary>Writes a row.</summary>
    /// <param name="console">Where to.</param>
    /// <param name="head">What stands to the left of all lines, as markup.</param>
    /// <param name="rest">What may wrap, as markup.</param>
    /// <param name="isInteractive">A person reads it, on a terminal with a width.</param>
    public static void Write(IAnsiConsole console, string head, string rest, bool isInteractive)
    {
        var headWidth = Markup.Remove(head).Length + 1;
        if (!isInteractive || headWidth + Markup.Remove(rest).TrimEnd().Length <= console.Profile.Width || console.Profile.Width - headWidth < Narrowest)
        {
            console.MarkupLine($"{head} {rest}");
            return;
        }
        var row = new Grid { Expand = false }
            .AddColumn(new GridColumn { NoWrap = true, Width = headWidth - 1, Padding = new Padding(0, 0, 1, 0) })
            .AddColumn(new GridColumn { Padding = new Padding(0, 0, 0, 0) });
        row.AddRow(new Markup(head), new Markup(Blanks().Replace(rest.TrimEnd(), "  "))); // columns of a table mean nothing in lines that wrap
        console.Write(row);
    }

    public static void Write(string head, string rest) => Write(Terminal.Out, head, rest, Terminal.IsInteractive);

    [GeneratedRegex(" {2,}", RegexOptions.CultureInvariant)]
    private static partial Regex Blanks();
}
