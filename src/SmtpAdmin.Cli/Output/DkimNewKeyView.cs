using System.Globalization;
using SmtpAdmin.Dkim;
using Spectre.Console;

namespace SmtpAdmin.Cli.Output;

/// <summary>A new key for people: the record to be copied, where the private key is, and the lines for the programs that sign.</summary>
internal static class DkimNewKeyView
{
    public static void Write(DkimNewKey key)
    {
        // Whole lines, however narrow the terminal is: they are copied.
        Console.Out.WriteLine(key.RecordName);
        Console.Out.WriteLine(key.RecordValue);
        Console.Out.WriteLine();
        Console.Out.WriteLine(key.ZoneLine);
        Console.Out.WriteLine();
        var console = Terminal.Out;
        console.MarkupLine(string.Create(CultureInfo.InvariantCulture, $"[dim]{key.Algorithm}, {key.KeySize} bits, fingerprint {key.Fingerprint}[/]"));
        if (key.PrivateKeyPath is { } path) Console.Out.WriteLine($"{PlainText.Clean(path)} {(key.IsEncrypted ? "(the private key, encrypted)" : "(the private key, readable by you alone)")}");
        foreach (var file in key.Config)
        {
            Console.Out.WriteLine();
            console.MarkupLine($"[dim]{Markup.Escape(PlainText.Clean(file.File))}[/]");
            foreach (var line in file.Text.Split('\n')) Console.Out.WriteLine($"    {PlainText.Clean(line)}");
            if (file.Note.Length > 0) WrappedRow.Write("  [dim]do      [/]", Markup.Escape(PlainText.Clean(file.Note)));
        }
        if (key.Config.Count > 0) Console.Out.WriteLine();
        foreach (var finding in key.Findings) FindingView.Write(console, finding);
    }
}
