using System.Globalization;
using SmtpAdmin.Dkim;
using Spectre.Console;

namespace SmtpAdmin.Cli.Output;

/// <summary>A step of a rotation, for people: where it is, what is to be done, the record to be copied, and what the servers say.</summary>
internal static class DkimRotationView
{
    private const int LabelWidth = 9;

    public static void Write(DkimRotationStep step)
    {
        var console = Terminal.Out;
        var colour = step.Status switch { DkimRotationStatus.Broken => "red", DkimRotationStatus.Unknown => "yellow", _ => "green" };
        var came = step.PreviousStage == step.Stage ? "" : step.PreviousStage == DkimRotationStage.None ? ", new" : $", before {step.PreviousStage}";
        var would = step.WouldBecome is { } next && next != step.Stage ? $", would become {next}" : "";
        WrappedRow.Write($"[{colour}]{step.Stage,-9}[/]", $"{step.Domain}  [dim]{step.Status}{came}{would}[/]");
        Row(step.Stage == DkimRotationStage.None ? "key" : "new key", $"{step.Selector}  {step.PrivateKeyPath}".TrimEnd());
        if (step.OldSelector is { } old) Row("old key", old);
        Row("do", step.NextStep);
        if (step.NextCheckAfter is { } after) Row("after", after.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture));
        if (step.Record is { } record)
        {
            // Whole lines, however narrow the terminal is: they are copied.
            Console.Out.WriteLine();
            Console.Out.WriteLine(record.Name);
            Console.Out.WriteLine(record.Value);
            Console.Out.WriteLine();
            Console.Out.WriteLine(record.ZoneLine);
            Console.Out.WriteLine();
        }
        // Of each of the two records: 'new at ns1.example.com: Published'.
        foreach (var server in step.Servers) Row("new at", server.ToString());
        foreach (var server in step.OldServers) Row("old at", server.ToString());
        foreach (var finding in step.Findings) FindingView.Write(console, finding);
    }

    private static void Row(string label, string text) => WrappedRow.Write($"  [dim]{label.PadRight(LabelWidth)}[/]", Markup.Escape(PlainText.Clean(text)));
}
