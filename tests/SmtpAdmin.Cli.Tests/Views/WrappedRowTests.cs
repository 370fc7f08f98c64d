using SmtpAdmin.Cli.Output;
using Spectre.Console;

namespace SmtpAdmin.Cli.Tests.Views;

/// <summary>Rows on a terminal of 80 columns, and where a program reads them.</summary>
public sealed class WrappedRowTests
{
    private const string Head = "[bold]SpamCop               [/]";
    private const string Rest = "bl.spamcop.net                   [dim]IPv4,IPv6[/]        Spam,Exploit,Policy          High          [yellow]Limited[/]";

    [Fact]
    public void A_row_that_is_too_long_wraps_under_itself_within_the_width()
    {
        var lines = Write(Head, Rest, isInteractive: true);
        Assert.Equal(2, lines.Length);
        Assert.All(lines, line => Assert.True(line.Length <= 80, line));
        Assert.StartsWith("SpamCop                bl.spamcop.net  IPv4,IPv6  Spam,Exploit,Policy", lines[0], StringComparison.Ordinal);
        Assert.StartsWith(new string(' ', 23), lines[1], StringComparison.Ordinal);
        Assert.Contains("Limited", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_row_that_fits_keeps_its_columns() =>
        Assert.Equal("SpamCop                bl.spamcop.net       IPv4", Assert.Single(Write(Head, "bl.spamcop.net       [dim]IPv4[/]", isInteractive: true)));

    [Fact]
    public void A_program_gets_one_row_a_line() =>
        Assert.Equal($"{Markup.Remove(Head)} {Markup.Remove(Rest)}", Assert.Single(Write(Head, Rest, isInteractive: false, width: 4096)));

    private static string[] Write(string head, string rest, bool isInteractive, int width = 80)
    {
        using var writer = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors, Out = new AnsiConsoleOutput(writer) });
        console.Profile.Width = width;
        WrappedRow.Write(console, head, rest, isInteractive);
        return [.. writer.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.TrimEnd())];
    }
}
