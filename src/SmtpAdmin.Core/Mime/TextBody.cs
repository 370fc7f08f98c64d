using System.Buffers.Text;
using System.Text;

namespace SmtpAdmin.Mime;

/// <summary>A text made fit for the wire: its charset, its transfer encoding and its octets (RFC 2045 section 6).</summary>
/// <param name="Charset">us-ascii where that is enough (RFC 2046 section 4.1.2), else utf-8.</param>
/// <param name="Encoding">The transfer encoding's name.</param>
/// <param name="Octets">The encoded text, lines ending in CRLF; the last line may have no end.</param>
internal sealed record TextBody(string Charset, string Encoding, ReadOnlyMemory<byte> Octets)
{
    private const int MaxLineLength = 998; // octets, RFC 5322 section 2.1.1
    private const int Base64LineOctets = 57; // gives 76 characters, RFC 2045 section 6.8

    /// <summary>Chooses what leaves the text most readable: as it is where its lines fit and the server takes 8 bits if there are any, else the shorter of quoted-printable and base64.</summary>
    public static TextBody Encode(string text, bool allow8Bit)
    {
        var octets = System.Text.Encoding.UTF8.GetBytes(WithCrlf(text));
        var ascii = Ascii.IsValid(octets);
        var charset = ascii ? "us-ascii" : "utf-8";
        if ((ascii || allow8Bit) && FitsAsItIs(octets)) return new TextBody(charset, ascii ? "7bit" : "8bit", octets);
        return QuotedPrintable.EncodedLength(octets) <= octets.Length * 4L / 3
            ? new TextBody(charset, "quoted-printable", QuotedPrintable.Encode(octets))
            : new TextBody(charset, "base64", Base64(octets));
    }

    /// <summary>Base64 in lines of 76 characters (RFC 2045 section 6.8); the last one has no end.</summary>
    public static byte[] Base64(ReadOnlySpan<byte> octets)
    {
        var lines = (octets.Length + Base64LineOctets - 1) / Base64LineOctets;
        var output = new byte[System.Buffers.Text.Base64.GetMaxEncodedToUtf8Length(octets.Length) + lines * 2];
        var length = 0;
        while (octets.Length > 0)
        {
            if (length > 0)
            {
                output[length++] = (byte)'\r';
                output[length++] = (byte)'\n';
            }
            var taken = Math.Min(Base64LineOctets, octets.Length);
            _ = System.Buffers.Text.Base64.EncodeToUtf8(octets[..taken], output.AsSpan(length), out _, out var written);
            length += written;
            octets = octets[taken..];
        }
        return output[..length];
    }

    /// <summary>Lines end in CRLF, none is over 998 octets, and there is no NUL (RFC 2045 section 2.7 and 2.8) nor another control character that someone may strip.</summary>
    public static bool FitsAsItIs(ReadOnlySpan<byte> octets)
    {
        while (octets.Length > 0)
        {
            var end = octets.IndexOf("\r\n"u8);
            var line = end < 0 ? octets : octets[..end];
            if (line.Length > MaxLineLength) return false;
            foreach (var octet in line)
            {
                if (octet is (< (byte)' ' and not (byte)'\t') or 0x7f) return false;
            }
            octets = end < 0 ? [] : octets[(end + 2)..];
        }
        return true;
    }

    private static string WithCrlf(string text)
    {
        if (text.AsSpan().IndexOfAny('\r', '\n') < 0) return text;
        var output = new StringBuilder(text.Length + 64);
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] is not ('\r' or '\n'))
            {
                output.Append(text[at]);
                continue;
            }
            output.Append("\r\n");
            if (text[at] == '\r' && at + 1 < text.Length && text[at + 1] == '\n') at++;
        }
        return output.ToString();
    }
}
