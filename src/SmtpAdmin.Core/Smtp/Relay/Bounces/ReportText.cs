using System.Text;
using SmtpAdmin.Mime;

namespace SmtpAdmin.Smtp.Relay;

/// <summary>The part of a report that people read: what happened, to whom, what the server said and what to do.</summary>
internal static class ReportText
{
    private const int Width = 76; // characters
    private const int MaxListed = 100;
    private const int MaxReply = 1000; // characters

    /// <summary>The subject.</summary>
    public static string Subject(ReportRequest report) => report switch
    {
        { IsForPostmaster: true } => "A message without a sender could not be delivered",
        { Kind: RelayMessageKind.Bounce } => "Your message could not be delivered",
        { Kind: RelayMessageKind.DelayNotice } => "Your message is delayed, and is still being tried",
        _ => "Your message was passed on",
    };

    /// <summary>Writes the text; lines end in LF.</summary>
    public static string Compose(ReportRequest report)
    {
        var text = new StringBuilder();
        Paragraph(text, $"This is the mail relay at {report.HostName}. {Opening(report)}");
        foreach (var recipient in report.Recipients.Take(MaxListed)) Recipient(text, report, recipient);
        var more = report.Recipients.Count - MaxListed;
        if (more > 0) Paragraph(text, FormattableString.Invariant($"And {more} more; the delivery report below names them all."));
        Message(text, report);
        Paragraph(text, Closing(report));
        text.Length--; // the empty line behind the last paragraph
        return text.ToString();
    }

    private static string Opening(ReportRequest report)
    {
        var whom = report.Recipients.Count == 1 ? "the recipient below" : FormattableString.Invariant($"the {report.Recipients.Count} recipients below");
        return report switch
        {
            { IsForPostmaster: true } =>
                $"A message could not be delivered to {whom}. It was sent with the null sender, as reports and notices are, so nobody else can be told. It will not be tried again.",
            { Kind: RelayMessageKind.Bounce } => $"Your message could not be delivered to {whom}. It will not be tried again.",
            { Kind: RelayMessageKind.DelayNotice } =>
                $"Your message could not be delivered to {whom} so far. THIS IS A NOTICE ONLY: you need not send it again, for it is being tried further.",
            _ => $"Your message was passed on for {whom}, as you asked to be told. The next server gives no reports of its own, so this is the last that you hear, unless it fails there.",
        };
    }

    private static void Recipient(StringBuilder text, ReportRequest report, ReportedRecipient reported)
    {
        var recipient = report.Envelope.Recipients[reported.Recipient];
        text.Append("  ").Append(Shown(recipient.Address)).Append('\n');
        if (recipient.OriginalRecipient is { } original && !original.Address.Equals(recipient.Address, StringComparison.OrdinalIgnoreCase))
            Wrapped(text, $"first addressed to {Shown(original.Address)}", "    ");
        var said = Shown(reported.Text, MaxReply);
        if (said.Length > 0)
        {
            var who = reported.Server is { Length: > 0 } server ? Shown(server) : "The server";
            Wrapped(text, reported.IsReply ? $"{who} said: {said}" : $"The reason: {said}", "    ");
        }
        if (report.Kind == RelayMessageKind.Bounce && ReportAdvice.For(reported.Status) is { } advice) Wrapped(text, advice, "    ");
        if (report.Kind == RelayMessageKind.DelayNotice && reported.RetryUntil is { } until) Wrapped(text, $"It is tried until {MailDate.Format(until.ToUniversalTime())}.", "    ");
        text.Append('\n');
    }

    private static void Message(StringBuilder text, ReportRequest report)
    {
        text.Append("The message:\n");
        if (report.Envelope.MessageId is { } messageId) text.Append("  Message-ID: ").Append(Shown(messageId)).Append('\n');
        text.Append("  Accepted:   ").Append(MailDate.Format(report.Envelope.ReceivedAt.ToUniversalTime())).Append('\n');
        text.Append("  Queue id:   ").Append(Shown(report.Envelope.QueueId)).Append("\n\n");
    }

    private static string Closing(ReportRequest report)
    {
        var returned = report.Original switch
        {
            { Problem: not null, Head.IsEmpty: true } => "Nothing of the message itself is enclosed: what was kept of it can no longer be read.",
            { IsHeadCut: true } => "A technical report and the beginning of the message's header are enclosed.",
            { Whole: not null } => "A technical report and what is returned of the message are enclosed.",
            _ => "A technical report and the message's header are enclosed.",
        };
        if (report.IsForPostmaster) return returned;
        var whom = report.Postmaster is null ? "your mail administrator" : Shown(report.Postmaster);
        return $"{returned} If you need help, forward all of this to {whom}.";
    }

    private static void Paragraph(StringBuilder text, string paragraph)
    {
        Wrapped(text, paragraph, "");
        text.Append('\n');
    }

    private static void Wrapped(StringBuilder text, string paragraph, string indent)
    {
        var column = 0;
        foreach (var word in paragraph.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (column > 0 && column + 1 + word.Length > Width)
            {
                text.Append('\n');
                column = 0;
            }
            text.Append(column == 0 ? indent : " ").Append(word);
            column += word.Length + (column == 0 ? indent.Length : 1);
        }
        text.Append('\n');
    }

    private static string Shown(string text, int maxLength = 320) => PlainText.Excerpt(text, maxLength);
}
