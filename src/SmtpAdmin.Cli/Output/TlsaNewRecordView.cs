using System.Globalization;
using SmtpAdmin.Dane;
using Spectre.Console;

namespace SmtpAdmin.Cli.Output;

/// <summary>New TLSA records for people: the lines for a zone file, to be copied, whose they are, what the DNS has now, and what was found.</summary>
internal static class TlsaNewRecordView
{
    public static void Write(TlsaNewRecord record)
    {
        // Whole lines, however narrow the terminal is: they are copied.
        foreach (var line in record.ZoneLine) Console.Out.WriteLine(line);
        if (record.ZoneLine.Count == 0) Terminal.Out.MarkupLine($"[red]{Markup.Escape(record.Name)}[/]  [dim]no record[/]");
        Console.Out.WriteLine();
        foreach (var certificate in record.Certificate) WriteCertificate("for", certificate);
        if (record.Next is { } next) WriteCertificate("next", next);
        foreach (var published in record.Published)
            WrappedRow.Write("  [dim]has     [/]", $"{Markup.Escape(published.Data)} [dim]{published.Match}[/]");
        foreach (var finding in record.Findings) FindingView.Write(Terminal.Out, finding);
    }

    private static void WriteCertificate(string label, TlsaCertificate certificate)
    {
        var until = certificate.NotAfter is { } end ? string.Create(CultureInfo.InvariantCulture, $", until {end:yyyy-MM-dd}") : "";
        var what = certificate.Subject is null ? "a public key" : $"{certificate.Subject}, signed by {certificate.Issuer}{until}";
        WrappedRow.Write($"  [dim]{label.PadRight(8)}[/]", $"{Markup.Escape(what)} [dim]({Markup.Escape(certificate.Source)})[/]");
    }
}
