using SmtpAdmin.Dns;
using SmtpAdmin.Provisioning;
using Spectre.Console;

namespace SmtpAdmin.Cli.Output;

/// <summary>What came of waiting for a record set, for people.</summary>
internal static class DnsWaitView
{
    private const int StatusWidth = 9;

    public static void Write(DnsWaitResult result)
    {
        var colour = result.Status switch { DnsWaitStatus.Visible => "green", DnsWaitStatus.Unknown => "yellow", _ => "red" };
        WrappedRow.Write($"[{colour}]{result.Status.ToString().PadRight(StatusWidth)}[/] ", Markup.Escape($"{result.Name} {DnsTypeText.Of(result.Type)}"));
        foreach (var server in result.Servers) WrappedRow.Write("  [dim]at      [/]", Markup.Escape(PlainText.Clean(server.ToString())));
        foreach (var finding in result.Findings) FindingView.Write(Terminal.Out, finding);
    }
}
