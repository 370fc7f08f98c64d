using System.Buffers;
using System.Globalization;
using System.Text;

namespace SmtpAdmin.Smtp.Protocol;

/// <summary>Replies as octets: <c>code-text CRLF ... code text CRLF</c> (RFC 5321 section 4.2.1).</summary>
internal static class ReplyWriter
{
    private const int MaxLineLength = 512; // octets, with the code, the separator and CRLF (RFC 5321 section 4.5.3.1.5)
    private const int MaxTextLength = MaxLineLength - 6;

    /// <summary>Writes a reply. Whatever would end a line early, or is outside ASCII where UTF-8 was not asked for, becomes a question mark.</summary>
    /// <param name="reply">The reply.</param>
    /// <param name="utf8">The client understands UTF-8 in replies (RFC 6531 section 3.7.4.2).</param>
    /// <param name="destination">Where the octets go.</param>
    public static void Write(SmtpReply reply, bool utf8, IBufferWriter<byte> destination)
    {
        for (var at = 0; at < reply.Lines.Count; at++)
        {
            var text = reply.Lines[at];
            if (text.Length > MaxTextLength || text.AsSpan().IndexOfAnyExceptInRange(' ', '~') >= 0) text = Clean(text, utf8);
            var line = destination.GetSpan(MaxLineLength);
            reply.Code.TryFormat(line, out var length, default, CultureInfo.InvariantCulture);
            line[length++] = at + 1 < reply.Lines.Count ? (byte)'-' : (byte)' ';
            length += Encoding.UTF8.GetBytes(text, line[length..]);
            line[length++] = (byte)'\r';
            line[length++] = (byte)'\n';
            destination.Advance(length);
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
