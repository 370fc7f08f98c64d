using System.Text;
using System.Text.Unicode;
using SmtpAdmin.Mime;

namespace SmtpAdmin.Smtp.Relay;

/// <summary>The third part of a report: what comes back of the message (RFC 6522 section 3).</summary>
internal static class ReturnedPart
{
    /// <summary>
    /// Makes the part; null where nothing of the message could be read. A message is brought back whole only where that takes no encoding, which
    /// message/rfc822 may not have (RFC 2046 section 5.2.1); its header can be brought back always.
    /// </summary>
    /// <param name="original">The message.</param>
    /// <param name="allowUtf8">The report is sent with SMTPUTF8.</param>
    public static ReportPart? Make(OriginalMessage original, bool allowUtf8)
    {
        if (original.Whole is { } whole && TextBody.FitsAsItIs(whole.Span) && (allowUtf8 || Ascii.IsValid(whole.Span))) return Whole(original, whole);
        return original.Head.IsEmpty ? null : Head(original.Head, allowUtf8);
    }

    private static ReportPart Whole(OriginalMessage original, ReadOnlyMemory<byte> whole)
    {
        var type = Ascii.IsValid(original.Head.Span) ? "message/rfc822" : "message/global"; // RFC 6533 section 6
        return new ReportPart(type, "Your message", Ascii.IsValid(whole.Span) ? "7bit" : "8bit", whole);
    }

    private static ReportPart Head(ReadOnlyMemory<byte> head, bool allowUtf8)
    {
        const string description = "The header of your message";
        var fits = TextBody.FitsAsItIs(head.Span);
        if (Ascii.IsValid(head.Span))
        {
            return fits ? new ReportPart("text/rfc822-headers", description, "7bit", head) : Quoted("text/rfc822-headers", head);
        }
        if (!Utf8.IsValid(head.Span)) return Quoted("text/rfc822-headers", head); // RFC 6522 section 4
        return allowUtf8 && fits
            ? new ReportPart("message/global-headers", description, "8bit", head) // RFC 6533 section 5
            : Quoted("text/rfc822-headers; charset=utf-8", head);

        static ReportPart Quoted(string type, ReadOnlyMemory<byte> head) => new(type, description, "quoted-printable", QuotedPrintable.Encode(head.Span));
    }
}
