using SmtpAdmin.Dmarc;
using SmtpAdmin.MtaSts;
using SmtpAdmin.TlsRpt;
using Spectre.Console;

namespace SmtpAdmin.Cli.Output;

/// <summary>New records for people: each by itself, to be copied, then the line for a zone file, and what was found.</summary>
internal static class NewRecordView
{
    public static void Write(DmarcNewRecord record)
    {
        WriteRecord(record.Name, record.Value, record.ZoneLine);
        if (record.AuthorizationRecords.Count > 0)
        {
            Terminal.Out.MarkupLine("[dim]needed in the zones of others, to take the reports[/]");
            foreach (var needed in record.AuthorizationRecords) Console.Out.WriteLine(needed);
            Console.Out.WriteLine();
        }
        WriteFindings(record.Findings);
    }

    public static void Write(TlsRptNewRecord record)
    {
        WriteRecord(record.Name, record.Value, record.ZoneLine);
        WriteFindings(record.Findings);
    }

    public static void Write(MtaStsNewPolicy policy)
    {
        WriteRecord(policy.RecordName, policy.RecordValue, policy.ZoneLine);
        Terminal.Out.MarkupLine("[dim]the file at[/]");
        Console.Out.WriteLine(policy.PolicyUrl);
        foreach (var line in policy.PolicyText.Split("\r\n", StringSplitOptions.RemoveEmptyEntries)) Console.Out.WriteLine($"    {line}");
        if (policy.PolicyPath is { } path) Console.Out.WriteLine($"{PlainText.Clean(path)} (written)");
        Console.Out.WriteLine();
        WriteFindings(policy.Findings);
    }

    /// <summary>Whole lines, however narrow the terminal is: they are copied.</summary>
    private static void WriteRecord(string name, string value, string zoneLine)
    {
        Console.Out.WriteLine(name);
        Console.Out.WriteLine(value);
        Console.Out.WriteLine();
        Console.Out.WriteLine(zoneLine);
        Console.Out.WriteLine();
    }

    private static void WriteFindings(IReadOnlyList<Finding> findings)
    {
        foreach (var finding in findings) FindingView.Write(Terminal.Out, finding);
    }
}
