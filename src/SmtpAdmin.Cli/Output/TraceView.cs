using System.Globalization;
using SmtpAdmin.Smtp.Relay;
using Spectre.Console;

namespace SmtpAdmin.Cli.Output;

/// <summary>An event of an audit log for people, on a line.</summary>
internal static class TraceView
{
    public static void Write(SmtpTraceEvent entry)
    {
        string?[] parts =
        [
            entry.Sender is null ? null : $"from <{entry.Sender}>",
            entry.Recipients is { Count: > 0 } recipients ? $"to {string.Join(", ", recipients)}" : null,
            Other(entry),
            entry.User is null ? null : $"user {entry.User}",
            entry.Size is { } size ? Counted.Of(size, "octet") : null,
            entry.ReportOf is null ? null : $"about {entry.ReportOf}{(entry.ReportedRecipients is { Count: > 0 } reported ? $" to {string.Join(", ", reported)}" : "")}",
            entry.Command,
            entry.Reply,
            entry.Text,
        ];
        WrappedRow.Write(
            $"[dim]{entry.Time.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)}[/] [bold]{Markup.Escape(PlainText.Clean(entry.QueueId ?? "-")),-14}[/] [{Colour(entry.Kind)}]{entry.Kind,-16}[/]",
            Markup.Escape(PlainText.Clean(string.Join("  ", parts.OfType<string>()))));
    }

    /// <summary>Who was at the other end; where nobody was, where it happened.</summary>
    private static string? Other(SmtpTraceEvent entry) =>
        entry.Server is { } server ? $"at {server}" : entry.Client is { } client ? $"client {client}" : entry.EndPoint is { } here ? $"at {here}" : null;

    private static string Colour(SmtpTraceKind kind) => kind switch
    {
        SmtpTraceKind.Failed or SmtpTraceKind.Damaged or SmtpTraceKind.Bounced => "red",
        SmtpTraceKind.Deferred or SmtpTraceKind.Refused or SmtpTraceKind.Warning => "yellow",
        SmtpTraceKind.Delivered or SmtpTraceKind.Accepted or SmtpTraceKind.Done => "green",
        _ => "dim",
    };
}
