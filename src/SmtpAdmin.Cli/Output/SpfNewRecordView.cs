using System.Globalization;
using SmtpAdmin.Spf;
using Spectre.Console;

namespace SmtpAdmin.Cli.Output;

/// <summary>A new record for people: the record by itself, to be copied, then the line for a zone file, what it costs, and what was found.</summary>
internal static class SpfNewRecordView
{
    public static void Write(SpfNewRecord record)
    {
        // Whole lines, however narrow the terminal is: they are copied.
        Console.Out.WriteLine(record.Value);
        Console.Out.WriteLine();
        Console.Out.WriteLine(record.ZoneLine);
        Console.Out.WriteLine();
        var least = record.IsLookupCountComplete ? "" : "at least ";
        Terminal.Out.MarkupLine(string.Create(
            CultureInfo.InvariantCulture, $"[dim]{record.Length} octets, {least}{record.LookupCount} of {SpfCheckOptions.MaxLookups} look-ups, {record.VoidLookupCount} void[/]"));
        foreach (var sender in record.Proof) SpfCheckView.Write(sender);
        foreach (var finding in record.Findings) FindingView.Write(Terminal.Out, finding);
    }
}
