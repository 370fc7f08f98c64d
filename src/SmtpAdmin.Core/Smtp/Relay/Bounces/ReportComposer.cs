using System.Buffers;
using System.Text;
using SmtpAdmin.Mime;

namespace SmtpAdmin.Smtp.Relay;

/// <summary>Turns a report into a message: multipart/report of three parts (RFC 6522), of 7 bits unless it is sent with SMTPUTF8.</summary>
internal static class ReportComposer
{
    private const string DisplayName = "Mail Delivery System";

    /// <summary>Composes the message.</summary>
    public static ComposedMessage Compose(ReportRequest report)
    {
        var parts = new List<ReportPart> { Human(report), Status(report) };
        if (ReturnedPart.Make(report.Original, report.IsUtf8) is { } returned) parts.Add(returned);

        var output = new ArrayBufferWriter<byte>(4096 + parts.Sum(part => part.Octets.Length));
        var messageId = $"<{report.QueueId}@{report.HostName}>";
        var boundary = Boundary(report, parts);
        Write(output, Headers(report, messageId));
        Write(output, $"MIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status;\r\n boundary=\"{boundary}\"\r\n");
        if (parts.Exists(part => part.Encoding == "8bit")) Write(output, "Content-Transfer-Encoding: 8bit\r\n"); // RFC 2045 section 6.4
        Write(output, "\r\nThis is a delivery report in MIME format.\r\n");
        foreach (var part in parts)
        {
            Write(output, $"\r\n--{boundary}\r\n{part.Headers}\r\n");
            output.Write(part.Octets.Span);
        }
        Write(output, $"\r\n--{boundary}--\r\n");
        return new ComposedMessage
        {
            Content = output.WrittenMemory,
            Needs8BitMime = !Ascii.IsValid(output.WrittenSpan),
            NeedsSmtpUtf8 = report.IsUtf8,
            MessageId = messageId,
            Marker = report.QueueId,
        };
    }

    private static string Headers(ReportRequest report, string messageId)
    {
        var headers = new HeaderWriter(report.IsUtf8);
        headers.Structured("Date", MailDate.Format(report.Time.ToUniversalTime()), nameof(report.Time));
        headers.Addresses("From", [new NamedAddress(DisplayName, report.From)], nameof(report.From));
        headers.Addresses("To", report.To is null ? [] : [new NamedAddress("", report.To)], nameof(report.To));
        headers.Unstructured("Subject", ReportText.Subject(report));
        headers.Structured("Message-ID", messageId, nameof(report.QueueId));
        if (report.Envelope.MessageId is { } original && DraftGuard.IsMessageId(original))
        {
            headers.Structured("In-Reply-To", original, nameof(report.Envelope));
            headers.Structured("References", original, nameof(report.Envelope));
        }
        headers.Structured("Auto-Submitted", "auto-replied", nameof(report.Kind)); // RFC 3834 section 5
        return headers.ToString();
    }

    private static ReportPart Human(ReportRequest report)
    {
        var body = TextBody.Encode(ReportText.Compose(report), report.IsUtf8);
        return new ReportPart($"text/plain; charset={body.Charset}", "What happened", body.Encoding, body.Octets);
    }

    private static ReportPart Status(ReportRequest report)
    {
        var octets = Encoding.UTF8.GetBytes(ReportStatus.Compose(report, report.IsUtf8));
        return Ascii.IsValid(octets)
            ? new ReportPart("message/delivery-status", "Delivery report", "7bit", octets)
            : new ReportPart("message/global-delivery-status", "Delivery report", "8bit", octets); // RFC 6533 section 4
    }

    /// <summary>A boundary that stands in no part.</summary>
    private static string Boundary(ReportRequest report, List<ReportPart> parts)
    {
        for (var attempt = 1; ; attempt++)
        {
            var boundary = FormattableString.Invariant($"=_{report.QueueId}_{attempt}");
            var octets = Encoding.ASCII.GetBytes(boundary);
            if (parts.TrueForAll(part => part.Octets.Span.IndexOf(octets) < 0)) return boundary;
        }
    }

    private static void Write(ArrayBufferWriter<byte> output, string text) => Encoding.UTF8.GetBytes(text, output);
}
