using System.Buffers;
using System.Text;

namespace SmtpAdmin.Mime;

/// <summary>Turns a draft into octets (RFC 5322, RFC 2045 to 2047, RFC 2231, RFC 6532).</summary>
/// <param name="random">Where the marker, the Message-ID and the boundary come from; the same seed and time give the same octets.</param>
public sealed class MessageComposer(Random random)
{
    /// <summary>The header that carries the marker.</summary>
    public const string MarkerHeader = "X-SmtpAdmin-Test";

    private const string WordCharacters = "0123456789abcdefghijklmnopqrstuvwxyz";

    /// <summary>Composes a message.</summary>
    /// <param name="draft">What it shall say.</param>
    /// <param name="options">What the server allows.</param>
    /// <param name="now">The Date, where the draft has none.</param>
    /// <exception cref="ArgumentException">A part of the draft cannot stand in a message (a line end in a header, a forbidden header, a bad media type),
    /// or an address needs SMTPUTF8 and <see cref="ComposeOptions.AllowUtf8Headers"/> is off. ParamName is the draft's property.</exception>
    public ComposedMessage Compose(MessageDraft draft, ComposeOptions options, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(draft);
        ArgumentNullException.ThrowIfNull(options);
        var marker = draft.Marker ?? Word(16);
        DraftGuard.Marker(marker, nameof(MessageDraft.Marker));
        var date = draft.Date ?? now;
        var headers = new DraftHeaders(draft, marker, date, () => $"<{marker}.{Word(12)}@{draft.From.Address.AsciiDomain}>");
        if (headers.NeedUtf8 && !options.AllowUtf8Headers)
            throw new ArgumentException("An address has characters outside ASCII, and the server offers no SMTPUTF8 (RFC 6531).", headers.Utf8Part);

        var text = MessagePart.ForText(draft.Body ?? TestText.Body(draft, date, marker), draft.IsHtml, options.Allow8Bit);
        var attachments = draft.Attachments.Select(attachment => MessagePart.ForAttachment(attachment, options.Allow8Bit)).ToList();

        var output = new ArrayBufferWriter<byte>(4096 + text.Octets.Length + attachments.Sum(part => part.Octets.Length + 512));
        Write(output, headers.Write());
        Write(output, "MIME-Version: 1.0\r\n");
        if (attachments.Count == 0) WriteSingle(output, text);
        else WriteMultipart(output, [text, .. attachments]);
        return new ComposedMessage
        {
            Content = output.WrittenMemory,
            Needs8BitMime = !Ascii.IsValid(output.WrittenSpan),
            NeedsSmtpUtf8 = headers.NeedUtf8,
            MessageId = headers.MessageId,
            Marker = marker,
        };
    }

    private static void WriteSingle(ArrayBufferWriter<byte> output, MessagePart part)
    {
        Write(output, part.Headers);
        Write(output, "\r\n");
        output.Write(part.Octets.Span);
        if (part.Octets.Length > 0 && !part.Octets.Span.EndsWith("\r\n"u8)) Write(output, "\r\n");
    }

    /// <summary>multipart/mixed (RFC 2046 section 5.1.3). The CRLF before a delimiter belongs to it, not to the part (section 5.1.1).</summary>
    private void WriteMultipart(ArrayBufferWriter<byte> output, MessagePart[] parts)
    {
        var boundary = Boundary(parts);
        Write(output, $"Content-Type: multipart/mixed; boundary=\"{boundary}\"\r\n");
        if (parts.Any(part => part.Is8Bit)) Write(output, "Content-Transfer-Encoding: 8bit\r\n"); // RFC 2045 section 6.4
        Write(output, "\r\nThis is a message of several parts in MIME format.\r\n");
        foreach (var part in parts)
        {
            Write(output, $"--{boundary}\r\n{part.Headers}\r\n");
            output.Write(part.Octets.Span);
            Write(output, "\r\n");
        }
        Write(output, $"--{boundary}--\r\n");
    }

    /// <summary>A boundary that stands in no part. "=_" is in no quoted-printable or base64 (RFC 2045 section 6.7); the search covers the rest.</summary>
    private string Boundary(MessagePart[] parts)
    {
        for (var attempt = 0; ; attempt++)
        {
            var boundary = FormattableString.Invariant($"=_{Word(24)}_{attempt}");
            var octets = Encoding.ASCII.GetBytes(boundary);
            if (Array.TrueForAll(parts, part => part.Octets.Span.IndexOf(octets) < 0)) return boundary;
        }
    }

    private string Word(int length) => string.Create(length, random, static (word, random) =>
    {
        for (var at = 0; at < word.Length; at++) word[at] = WordCharacters[random.Next(WordCharacters.Length)];
    });

    private static void Write(ArrayBufferWriter<byte> output, string text) => Encoding.UTF8.GetBytes(text, output);
}
