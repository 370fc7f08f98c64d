using System.Globalization;
using SmtpAdmin.Smtp.Relay;
using Spectre.Console;

namespace SmtpAdmin.Cli.Output;

/// <summary>How a relay does, for people.</summary>
internal static class RelayView
{
    private const int LabelWidth = 8;

    /// <summary>What a relay says that is up: a line for each listener, and what waits.</summary>
    public static void WriteStart(SmtpRelayStatus status)
    {
        foreach (var listener in status.Listeners) Console.Out.WriteLine($"{PlainText.Clean(status.HostName ?? "")} takes mail on {listener.EndPoint} ({Describe(listener)}).");
        Console.Out.WriteLine($"{Counted.Of(status.Queue.Messages, "message")} in the queue in {PlainText.Clean(status.SpoolPath)}.");
    }

    /// <summary>All that is known of a relay.</summary>
    public static void Write(SmtpRelayStatus status)
    {
        var colour = status.State switch
        {
            SmtpRelayState.Running => "green",
            SmtpRelayState.Failing => "red",
            _ => "yellow",
        };
        var process = status.ProcessId is { } id ? string.Create(CultureInfo.InvariantCulture, $"  [dim]process {id}{(status.StartedAt is { } since ? $" since {Amounts.Time(since)}" : "")}{(status.Version is { } version ? $", version {Markup.Escape(version)}" : "")}[/]") : "";
        WrappedRow.Write($"[{colour}]{status.State,-9}[/]", $"{Escape(status.HostName ?? status.SpoolPath)}{process}");
        if (status.Problem is { } problem) Row("problem", problem, "red");
        Row("spool", $"{status.SpoolPath}{(status.FreeOctets is { } free ? $"  ({Amounts.Octets(free)} free)" : "")}");
        if (status.AuditPath is { } audit) Row("audit", audit);
        foreach (var listener in status.Listeners) Row("listens", $"{listener.EndPoint}  {Describe(listener)}, {Counted.Of(listener.Connections, "connection")}");
        WriteQueue(status.Queue);
        foreach (var destination in status.Destinations) WriteDestination(destination);
        if (status.Counters is { } counters) WriteCounters(counters);
        foreach (var error in status.LastErrors) Row("warning", $"{Amounts.Time(error.Time)}  {error.Text}");
    }

    private static void WriteQueue(SmtpQueueFigures queue)
    {
        var oldest = queue.Oldest is { } time ? $"; the oldest came {Amounts.Time(time)}" : "";
        var damaged = queue.Damaged > 0 ? $"; {Counted.Of(queue.Damaged, "message")} damaged" : "";
        Row("queue", $"{Counted.Of(queue.Messages, "message")}, {Amounts.Octets(queue.Octets)}{oldest}{damaged}");
        if (queue.Messages == 0) return;
        Row("to do", $"recipients: {Figures(("queued", queue.Queued), ("sending", queue.Sending), ("deferred", queue.Deferred), ("held", queue.Held))}");
        Row("ages", string.Join(", ", queue.ByAge.Where(age => age.Messages > 0).Select(age =>
            string.Create(CultureInfo.InvariantCulture, $"{age.Messages} {(age.To is { } to ? $"under {Amounts.Age(to)}" : $"over {Amounts.Age(age.From)}")}"))));
        foreach (var destination in queue.ByDestination)
        {
            var next = destination.NextAttemptAt is { } at ? $", next attempt {Amounts.Time(at)}" : "";
            var reply = destination.LastReply is { } last ? $": {last}" : "";
            Row("to", $"{destination.Name}  {Counted.Of(destination.Messages, "message")}, {Counted.Of(destination.Recipients, "recipient")}{Figures(", ", ("sending", destination.Sending), ("deferred", destination.Deferred), ("held", destination.Held))}{next}{reply}");
        }
    }

    private static void WriteDestination(SmtpRelayDestination destination)
    {
        var backOff = destination.BackedOffUntil is { } until ? $", nothing before {Amounts.Time(until)}" : "";
        var error = destination.LastError is { } last ? $": {last}" : "";
        var recipients = Figures(", ", ("sending", destination.Sending), ("delivered", destination.Delivered), ("deferred", destination.Deferred));
        Row("sends", string.Create(CultureInfo.InvariantCulture,
            $"{destination.Name}  {destination.Connections} of {Counted.Of(destination.ConnectionLimit, "connection")}{(recipients.Length == 0 ? "" : $", recipients: {recipients[2..]}")}{backOff}{error}"));
    }

    private static void WriteCounters(SmtpRelayCounters counters)
    {
        Row("has", $"taken {Counted.Of(counters.AcceptedMessages, "message")} ({Amounts.Octets(counters.AcceptedOctets)}) by {Counted.Of(counters.Connections, "connection")}; recipients: {Figures(("delivered", counters.Delivered), ("failed", counters.Failed))}; {Counted.Of(counters.Deferred, "attempt")} deferred, {Counted.Of(counters.Bounced, "report")} made; {Figures(("refused", counters.Refused))}");
        Row("a minute", $"{Counted.Of(counters.AcceptedPerMinute, "message")} taken, {Counted.Of(counters.DeliveredPerMinute, "recipient")} delivered, {Counted.Of(counters.FailedPerMinute, "attempt")} failed");
    }

    private static string Describe(SmtpRelayListenerStatus listener) => $"{(listener.Security == RelayListenerSecurity.None ? "no TLS" : listener.Security)}{(listener.RequireAuth ? ", AUTH required" : "")}";

    private static string Figures(params ReadOnlySpan<(string Name, long Number)> figures)
    {
        var texts = new List<string>();
        foreach (var (name, number) in figures) texts.Add(string.Create(CultureInfo.InvariantCulture, $"{number} {name}"));
        return string.Join(", ", texts);
    }

    /// <summary>Those that are not zero, with a text in front of each.</summary>
    private static string Figures(string before, params ReadOnlySpan<(string Name, long Number)> figures)
    {
        var text = "";
        foreach (var (name, number) in figures) if (number > 0) text += string.Create(CultureInfo.InvariantCulture, $"{before}{number} {name}");
        return text;
    }

    private static void Row(string label, string text, string colour = "dim") => WrappedRow.Write($"  [{colour}]{label.PadRight(LabelWidth)}[/]", Escape(text));

    /// <summary>Some of it comes from other servers.</summary>
    private static string Escape(string text) => Markup.Escape(PlainText.Clean(text));
}
