using System.Globalization;
using SmtpAdmin.Smtp.Relay;
using Spectre.Console;

namespace SmtpAdmin.Cli.Output;

/// <summary>A message of a queue for people: on a line, or with all that is known of it.</summary>
internal static class QueueView
{
    private const int LabelWidth = 11;

    public static void WriteRow(SmtpQueueItem item)
    {
        var reply = item.LastReply is { } last ? $"  [dim]{Shown(last)}[/]" : "";
        var next = item.NextAttemptAt is { } at ? $"next in {Amounts.Age(at - TimeProvider.System.GetUtcNow())}" : null;
        var tried = item.Attempts > 0 ? string.Create(CultureInfo.InvariantCulture, $"tried {item.Attempts}x") : null;
        var tries = tried is null && next is null ? "" : $"  [dim]{string.Join(", ", new[] { tried, next }.OfType<string>())}[/]";
        WrappedRow.Write(
            string.Create(CultureInfo.InvariantCulture, $"[bold]{Shown(item.QueueId),-14}[/] [{Colour(item.Status)}]{item.Status,-9}[/] {Age(item),6} {Amounts.Octets(item.Size),8}"),
            $"{Sender(item)} -> {To(item)}{tries}{reply}");
    }

    public static void WriteWhole(SmtpQueueItem item)
    {
        WriteRow(item);
        Write("message id", item.MessageId);
        Write("kind", item.Kind == RelayMessageKind.Mail ? null : $"{item.Kind} of {item.ReportOf}");
        Write("received", Time(item.ReceivedAt));
        Write("expires", Time(item.ExpiresAt));
        Write("client", item.Client is null ? null : $"{item.Client}{(item.User is null ? "" : $", as {item.User}")}");
        Write("damage", item.Damage);
        foreach (var recipient in item.Recipients) Write("to", $"{recipient} [{recipient.Destination}]");
    }

    private static string Age(SmtpQueueItem item) => item.ReceivedAt is { } received ? Amounts.Age(TimeProvider.System.GetUtcNow() - received) : "-";

    private static string Sender(SmtpQueueItem item) => item.Sender.Length == 0 ? "<>" : Shown(item.Sender);

    private static string To(SmtpQueueItem item)
    {
        var left = item.Recipients.Where(recipient => !recipient.IsFinal).ToList();
        if (left.Count == 0) left = [.. item.Recipients];
        return left.Count == 0 ? "-" : left.Count == 1 ? Shown(left[0].Address) : string.Create(CultureInfo.InvariantCulture, $"{Shown(left[0].Address)} (+{left.Count - 1})");
    }

    private static string Colour(SmtpRecipientStatus status) => status switch
    {
        SmtpRecipientStatus.Damaged or SmtpRecipientStatus.Failed => "red",
        SmtpRecipientStatus.Deferred => "yellow",
        SmtpRecipientStatus.Held => "blue",
        _ => "green",
    };

    private static string? Time(DateTimeOffset? time) => time?.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss zzz", CultureInfo.InvariantCulture);

    private static string Shown(string text) => Markup.Escape(PlainText.Clean(text));

    private static void Write(string label, string? text)
    {
        if (text is not null) WrappedRow.Write($"  [dim]{label.PadRight(LabelWidth)}[/]", Shown(text));
    }
}
