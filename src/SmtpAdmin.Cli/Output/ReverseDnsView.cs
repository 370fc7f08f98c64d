using System.Globalization;
using SmtpAdmin.Reputation;
using Spectre.Console;

namespace SmtpAdmin.Cli.Output;

/// <summary>A reverse DNS result for people.</summary>
internal static class ReverseDnsView
{
    public static void Write(ReverseDnsResult result)
    {
        var console = Terminal.Out;
        var colour = result.Status switch
        {
            ReverseDnsStatus.Pass => "green",
            ReverseDnsStatus.Unknown => "yellow",
            _ => "red",
        };
        var subject = result.IPAddress?.ToString() ?? result.Target;
        var name = result.ConfirmedName ?? (result.PtrName.Count > 0 ? string.Join(", ", result.PtrName) : "-");
        var helo = result.HeloName is null ? "" : $"  [dim]HELO[/] {Markup.Escape(result.HeloName)} [dim]{result.HeloStatus}[/]";
        console.MarkupLine(string.Create(
            CultureInfo.InvariantCulture,
            $"[{colour}]{result.Status,-14}[/] {Markup.Escape(subject),-15}  {Markup.Escape(name)}{helo}  [dim]{result.DurationMs:0.0} ms[/]"));
        foreach (var finding in result.Findings) FindingView.Write(console, finding);
    }
}
