using System.Globalization;
using System.Net;
using System.Text;

namespace SmtpAdmin.Mime;

/// <summary>What a test message says where its sender gave no subject or text: what it is, when and from where it was sent, and the word to find it by.</summary>
internal static class TestText
{
    public static string Subject(DateTimeOffset date, string marker) =>
        string.Create(CultureInfo.InvariantCulture, $"SmtpAdmin test message {marker}, {date.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC");

    public static string Body(MessageDraft draft, DateTimeOffset date, string marker)
    {
        var text = new StringBuilder()
            .Append("This is a test message from SmtpAdmin. Someone checks that mail gets through.\n")
            .Append("There is nothing that you have to do.\n\n")
            .Append(CultureInfo.InvariantCulture, $"Sent:    {MailDate.Format(date)}\n");
        if (!string.IsNullOrEmpty(draft.HostName)) text.Append(CultureInfo.InvariantCulture, $"Host:    {draft.HostName}\n");
        if (!string.IsNullOrEmpty(draft.TestedServer)) text.Append(CultureInfo.InvariantCulture, $"Server:  {draft.TestedServer}\n");
        text.Append(CultureInfo.InvariantCulture, $"Marker:  {marker}\n");
        return draft.IsHtml
            ? $"<!DOCTYPE html>\n<html><body><pre>\n{WebUtility.HtmlEncode(text.ToString())}</pre></body></html>\n"
            : text.ToString();
    }
}
