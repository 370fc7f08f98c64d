using System.Buffers;
using System.Globalization;
using System.Text;

namespace SmtpAdmin.Smtp.Protocol;

/// <summary>Replies as octets: <c>code-text CRLF ... code text CRLF</c> (RFC 5321 section 4.2.1).</summary>
internal static class ReplyWriter
{
    private const int MaxTextLength = 506; // a reply line is 512 octets with its code, separator and CRLF (RFC 5321 section 4.5.3.1.5)

    /// <summary>Writes a reply. Whatever would end a line early, or is outside ASCII where UTF-8 was not asked for, becomes a question mark.</summary>
    /// <param name="reply">The reply.</param>
    /// <param name="utf8">The client understands UTF-8 in replies (RFC 6531 section 3.7.4.2).</param>
    /// <param name="destination">Where the octets go.</param>
    public static void Write(SmtpReply reply, bool utf8, IBufferWriter<byte> destination)
    {
        var code = reply.Code.ToString(CultureInfo.InvariantCulture);
        for (var at = 0; at < reply.Lines.Count; at++)
        {
            var text = Clean(reply.Lines[at], utf8);
            var separator = at + 1 < reply.Lines.Count ? '-' : ' ';
            Encoding.UTF8.GetBytes($"{code}{separator}{text}\r\n", destination);
        }
    }

    private static string Clean(string text, bool utf8)
    {
        var clean = new StringBuilder(text.Length);
        var octets = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            var good = rune.IsAscii ? rune.Value is >= ' ' and < 0x7f : utf8 && !Rune.IsControl(rune) && rune.Value is not (0x2028 or 0x2029);
            var one = good ? rune : new Rune('?');
            octets += one.Utf8SequenceLength;
            if (octets > MaxTextLength) break;
            clean.Append(one);
        }
        return clean.ToString();
    }
}
