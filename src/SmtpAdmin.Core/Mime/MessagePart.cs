using System.Text;

namespace SmtpAdmin.Mime;

/// <summary>A part of a message: its MIME headers and its octets as they go over the wire.</summary>
/// <param name="Headers">The lines of Content-Type, Content-Transfer-Encoding and Content-Disposition, each with its CRLF.</param>
/// <param name="Is8Bit">The transfer encoding is 8bit.</param>
/// <param name="Octets">The encoded content.</param>
internal sealed record MessagePart(string Headers, bool Is8Bit, ReadOnlyMemory<byte> Octets)
{
    /// <summary>A text, plain or HTML.</summary>
    public static MessagePart ForText(string text, bool isHtml, bool allow8Bit)
    {
        var body = TextBody.Encode(text, allow8Bit);
        var headers = new HeaderWriter(utf8: false);
        headers.Structured("Content-Type", $"text/{(isHtml ? "html" : "plain")}; charset={body.Charset}", nameof(MessageDraft.Body));
        headers.Structured("Content-Transfer-Encoding", body.Encoding, nameof(MessageDraft.Body));
        return new MessagePart(headers.ToString(), body.Encoding == "8bit", body.Octets);
    }

    /// <summary>A file. All are base64, which brings every octet through, except messages, where RFC 2046 section 5.2.1 forbids it.</summary>
    /// <exception cref="ArgumentException">The file's name or media type cannot stand in a header.</exception>
    public static MessagePart ForAttachment(MessageAttachment attachment, bool allow8Bit)
    {
        const string Part = nameof(MessageDraft.Attachments);
        DraftGuard.NoLineEnd(attachment.FileName, "An attachment's name", Part);
        DraftGuard.PrintableAscii(attachment.ContentType, "An attachment's media type", Part);
        if (attachment.FileName.Length is 0 or > MessageAttachment.MaxFileNameLength)
            throw DraftGuard.Refusal($"An attachment's name has 1 to {MessageAttachment.MaxFileNameLength} characters.", Part);
        var type = attachment.ContentType.Trim();
        if (!MediaTypes.IsWellFormed(type)) throw DraftGuard.Refusal($"'{type}' is no media type for an attachment; one looks like 'application/pdf'.", Part);

        var content = attachment.Content;
        var encoding = "base64";
        if (type.StartsWith("message/", StringComparison.OrdinalIgnoreCase))
        {
            var ascii = Ascii.IsValid(content.Span);
            if ((ascii || allow8Bit) && TextBody.FitsAsItIs(content.Span)) encoding = ascii ? "7bit" : "8bit";
            else type = MediaTypes.Default;
        }
        if (encoding == "base64") content = TextBody.Base64(content.Span);

        var headers = new HeaderWriter(utf8: false);
        headers.Structured("Content-Type", type, Part);
        headers.Structured("Content-Transfer-Encoding", encoding, Part);
        headers.Structured("Content-Disposition", $"attachment; {MimeParameter.Format("filename", attachment.FileName)}", Part);
        return new MessagePart(headers.ToString(), encoding == "8bit", content);
    }
}
