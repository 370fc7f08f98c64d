using System.Globalization;
using SmtpAdmin.Reputation;
using Spectre.Console;

namespace SmtpAdmin.Cli.Output;

/// <summary>What blacklists say, for people.</summary>
internal static class DnsblView
{
    public static void Write(DnsblResult result)
    {
        var change = result.Change is null ? "" : $"[bold]{result.Change}[/] ";
        var since = result.Since is not { } time ? ""
            : string.Create(CultureInfo.InvariantCulture, $"  [dim]{(result.Change == DnsblChange.Removed ? "was listed from" : "since")} {time.UtcDateTime:yyyy-MM-dd HH:mm}Z{(result.Change == DnsblChange.Removed ? " until now" : "")}[/]");
        var meaning = result.Meanings.Count == 0 ? "" : "  " + Markup.Escape($"{string.Join(", ", result.Codes)} {string.Join("; ", result.Meanings)}");
        WriteRow(result.Status, result.Target, $"{change}{Markup.Escape(result.Provider.Length > 0 ? result.Provider : "(no list)")}{meaning}{since}");
        foreach (var finding in result.Findings) FindingView.Write(Terminal.Out, finding);
    }

    public static void Write(DnsblSummary summary)
    {
        var counts = string.Create(
            CultureInfo.InvariantCulture,
            $"{summary.Listed} listed, {summary.NotListed} not, {summary.Allowed} allowed, {summary.Refused} refused, {summary.Broken} broken, {summary.Unknown} unknown");
        var changes = summary.Changes > 0 ? string.Create(CultureInfo.InvariantCulture, $", {summary.Changes} changed") : "";
        var on = summary.ListedOn.Count > 0 ? $"  [red]{Markup.Escape(string.Join(", ", summary.ListedOn))}[/]" : "";
        WriteRow(summary.Status, summary.Target, $"{counts}{changes}{on}");
    }

    public static void Write(DnsblProviderTest test)
    {
        var colour = test.Status switch
        {
            DnsblProviderStatus.Usable => "green",
            DnsblProviderStatus.Broken or DnsblProviderStatus.Retired => "red",
            _ => "yellow",
        };
        WrappedRow.Write(
            $"[{colour}]{test.Status,-9}[/]",
            string.Create(CultureInfo.InvariantCulture, $"{Markup.Escape(test.Provider),-24}  {Markup.Escape(test.Zone)}  [dim]{string.Join(", ", test.UsableFor)} {test.DurationMs:0.0} ms[/]"));
        foreach (var finding in test.Findings) FindingView.Write(Terminal.Out, finding);
    }

    private static void WriteRow(DnsblStatus status, string target, string rest)
    {
        var colour = status switch
        {
            DnsblStatus.Listed => "red",
            DnsblStatus.NotListed or DnsblStatus.Allowed => "green",
            _ => "yellow",
        };
        WrappedRow.Write($"[{colour}]{status,-9}[/]", $"{Markup.Escape(target),-15}  {rest}");
    }
}
