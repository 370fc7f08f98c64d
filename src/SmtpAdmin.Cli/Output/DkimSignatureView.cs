using System.Globalization;
using SmtpAdmin.Dkim;
using Spectre.Console;

namespace SmtpAdmin.Cli.Output;

/// <summary>The result of a signature for people.</summary>
internal static class DkimSignatureView
{
    public static void Write(DkimSignatureResult result)
    {
        var colour = result.Status switch
        {
            DkimStatus.Pass => "green",
            DkimStatus.TempError or DkimStatus.None => "yellow",
            _ => "red",
        };
        var key = result.KeySize is { } size ? string.Create(CultureInfo.InvariantCulture, $" {size} bits") : "";
        string[] parts = [result.Domain.Length > 0 ? $"{result.Domain} ({result.Selector})" : "", result.Algorithm + key, result.Path ?? ""];
        WrappedRow.Write($"[{colour}]{result.Status,-9}[/]", Markup.Escape(string.Join("  ", parts.Where(part => part.Length > 0).Select(PlainText.Clean))));
        if (result.Reason.Length > 0) WrappedRow.Write("  [dim]why    [/]", Markup.Escape(PlainText.Clean(result.Reason)));
        foreach (var finding in result.Findings) FindingView.Write(Terminal.Out, finding);
    }
}
