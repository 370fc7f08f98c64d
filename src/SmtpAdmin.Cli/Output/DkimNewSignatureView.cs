using System.Globalization;
using SmtpAdmin.Dkim;
using Spectre.Console;

namespace SmtpAdmin.Cli.Output;

/// <summary>A signature that was made, for people.</summary>
internal static class DkimNewSignatureView
{
    public static void Write(DkimNewSignature signature) => Write(signature, Terminal.Out);

    public static void Write(DkimNewSignature signature, IAnsiConsole console)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{signature.Domain} ({signature.Selector})  {signature.Algorithm} {signature.KeySize} bits  {PlainText.Clean(signature.Path ?? "")}");
        WrappedRow.Write(console, "[green]Signed   [/]", Markup.Escape(text.TrimEnd()), Terminal.IsInteractive);
        foreach (var finding in signature.Findings) FindingView.Write(console, finding);
    }
}
