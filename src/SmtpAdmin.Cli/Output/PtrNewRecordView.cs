using SmtpAdmin.Provisioning;
using SmtpAdmin.Reputation;
using Spectre.Console;

namespace SmtpAdmin.Cli.Output;

/// <summary>A new PTR record for people: the line for a zone file, to be copied, what belongs elsewhere, the request to be mailed, and what was found.</summary>
internal static class PtrNewRecordView
{
    public static void Write(PtrNewRecord record)
    {
        // Whole lines, however narrow the terminal is: they are copied.
        Console.Out.WriteLine(record.ZoneLine);
        Console.Out.WriteLine();
        WriteSets("In the zone above, by the provider:", record.ParentRecords);
        WriteSets($"In the zone of {record.HostName}:", record.ForwardRecords);
        Terminal.Out.MarkupLine("[dim]A request to the provider:[/]");
        foreach (var line in record.RequestText.TrimEnd('\n').Split('\n')) Console.Out.WriteLine(line.Length == 0 ? "" : $"    {line}");
        Console.Out.WriteLine();
        foreach (var finding in record.Findings) FindingView.Write(Terminal.Out, finding);
    }

    private static void WriteSets(string where, IReadOnlyList<DnsRecordSet> sets)
    {
        if (sets.Count == 0) return;
        Terminal.Out.MarkupLine($"[dim]{Markup.Escape(where)}[/]");
        foreach (var line in sets.SelectMany(set => set.ToString().Split('\n'))) Console.Out.WriteLine(line);
        Console.Out.WriteLine();
    }
}
