using SmtpAdmin.Dns;
using SmtpAdmin.Provisioning;
using Spectre.Console;

namespace SmtpAdmin.Cli.Output;

/// <summary>What became of a record set, for people.</summary>
internal static class DnsPublicationView
{
    private const int StatusWidth = 16;

    public static void Write(DnsPublication publication, bool withRecords)
    {
        var colour = publication.Passed ? "green" : publication.Status == DnsPublishStatus.Unknown ? "yellow" : "red";
        WrappedRow.Write($"[{colour}]{publication.Status.ToString().PadRight(StatusWidth)}[/]  ", Markup.Escape($"{publication.Name} {DnsTypeText.Of(publication.Type)}{(publication.Detail.Length > 0 ? $"  {PlainText.Clean(publication.Detail)}" : "")}"));
        if (!withRecords) return;
        // Whole lines, however narrow the terminal is: they are copied.
        foreach (var line in new DnsRecordDifference(publication.Before, publication.After).Lines()) Console.Out.WriteLine(PlainText.Clean(line));
    }
}
