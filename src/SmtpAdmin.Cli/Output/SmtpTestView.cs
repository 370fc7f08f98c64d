using System.Globalization;
using SmtpAdmin.Smtp.Client;
using Spectre.Console;

namespace SmtpAdmin.Cli.Output;

/// <summary>A staged test for people: where it went, each stage with its time, the TLS session, and what is wrong.</summary>
internal sealed class SmtpTestView(bool showTranscript)
{
    public void Write(SmtpTestResult result)
    {
        var console = Terminal.Out;
        var (colour, word) = result.Status switch
        {
            SmtpTestStatus.Sent => ("green", "Sent"),
            SmtpTestStatus.Stopped => ("blue", "Stopped"),
            _ => ("red", $"Failed at {result.FailedStage}"),
        };
        console.MarkupLine($"[{colour} bold]{word}[/]  {Markup.Escape(Target(result))}  [dim]{Milliseconds(result.DurationMs)} ms[/]");
        console.Write(Stages(result));
        if (result.Tls is { } tls) WriteTls(console, tls);
        if (result.QueueId is { } queueId) console.MarkupLine($"  [dim]queue id[/]  {Markup.Escape(queueId)}");
        if (result.MessageId is { } messageId) console.MarkupLine($"  [dim]message[/]   {Markup.Escape(messageId)}");
        foreach (var finding in result.Findings) FindingView.Write(console, finding);
        if (!showTranscript) return;
        foreach (var entry in result.Transcript) console.WriteLine(entry.ToString());
    }

    private static string Target(SmtpTestResult result)
    {
        var address = result.Address is null ? "" : $" [{result.Address}]";
        var preference = result.MxPreference is null ? "" : string.Create(CultureInfo.InvariantCulture, $" (MX {result.MxPreference})");
        return string.Create(CultureInfo.InvariantCulture, $"{result.Server}{address}:{result.Port}{preference}");
    }

    private static Table Stages(SmtpTestResult result)
    {
        var table = new Table { Border = Terminal.IsInteractive ? TableBorder.Rounded : TableBorder.None };
        table.AddColumn("Stage").AddColumn(new TableColumn("ms").RightAligned()).AddColumn("Code").AddColumn("What the server said");
        foreach (var stage in result.Stages)
        {
            var name = stage.Recipient is null ? stage.Name.ToString() : $"{stage.Name} {stage.Recipient}";
            table.AddRow(
                new Markup($"[{(stage.Succeeded ? "green" : "red")}]{(stage.Succeeded ? "ok" : "!!")}[/] {Markup.Escape(name)}"),
                new Text(Milliseconds(stage.DurationMs)),
                new Text($"{stage.Code} {stage.EnhancedCode}".Trim()),
                new Text(stage.Text));
        }
        return table;
    }

    private static void WriteTls(IAnsiConsole console, SmtpTlsInfo tls)
    {
        console.MarkupLine($"  [dim]TLS[/]       {Markup.Escape($"{tls.Protocol}, {tls.CipherSuite}")}");
        var names = string.Join(", ", tls.CertificateNames);
        var trust = tls.Trusted ? "[green]trusted[/]" : "[red]not trusted[/]";
        console.MarkupLine(
            $"  [dim]for[/]       {Markup.Escape(names)}, by {Markup.Escape(tls.CertificateIssuer)}, {tls.DaysLeft.ToString(CultureInfo.InvariantCulture)} days left, {trust}");
    }

    private static string Milliseconds(double value) => value.ToString(value < 10 ? "0.0" : "0", CultureInfo.InvariantCulture);
}
