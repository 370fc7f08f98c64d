using System.Buffers;

namespace SmtpAdmin.Mime;

/// <summary>The quoted-printable transfer encoding (RFC 2045 section 6.7).</summary>
internal static class QuotedPrintable
{
    /// <summary>The longest line in characters, the "=" of a soft line break included.</summary>
    public const int MaxLineLength = 76;

    /// <summary>How long a text gets, soft line breaks not counted.</summary>
    public static long EncodedLength(ReadOnlySpan<byte> text)
    {
        long length = 0;
        foreach (var octet in text) length += IsPlain(octet) || octet is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n' ? 1 : 3;
        return length;
    }

    /// <summary>Encodes a text in UTF-8 whose lines end in CRLF. Soft line breaks never split a character.</summary>
    public static byte[] Encode(ReadOnlySpan<byte> text)
    {
        var output = new ArrayBufferWriter<byte>(text.Length + text.Length / 8 + 16);
        while (text.Length > 0)
        {
            var end = text.IndexOf("\r\n"u8);
            EncodeLine(output, end < 0 ? text : text[..end]);
            if (end < 0) break;
            output.Write("\r\n"u8);
            text = text[(end + 2)..];
        }
        return output.WrittenSpan.ToArray();
    }

    private static void EncodeLine(ArrayBufferWriter<byte> output, ReadOnlySpan<byte> line)
    {
        var column = 0;
        Span<byte> unit = stackalloc byte[12]; // a character of four octets, each as =XX
        while (line.Length > 0)
        {
            var taken = 1;
            while (taken < line.Length && taken < 4 && (line[taken] & 0xC0) == 0x80) taken++;
            var last = taken == line.Length;
            var length = 0;
            foreach (var octet in line[..taken]) length += EncodeOctet(unit[length..], octet, MustEscape(line, last, column));
            if (column + length > (last ? MaxLineLength : MaxLineLength - 1))
            {
                output.Write("=\r\n"u8);
                column = 0;
                length = 0;
                foreach (var octet in line[..taken]) length += EncodeOctet(unit[length..], octet, MustEscape(line, last, column));
            }
            output.Write(unit[..length]);
            column += length;
            line = line[taken..];
        }
    }

    private static int EncodeOctet(Span<byte> unit, byte octet, bool escape)
    {
        if (!escape && (IsPlain(octet) || octet is (byte)' ' or (byte)'\t'))
        {
            unit[0] = octet;
            return 1;
        }
        return Escape(octet, unit);
    }

    /// <summary>A space at a line's end would be stripped on the way (rule 3).</summary>
    private static bool MustEscape(ReadOnlySpan<byte> rest, bool last, int column) =>
        (last && rest[0] is (byte)' ' or (byte)'\t') || (column == 0 && IsMangled(rest));

    /// <summary>Writes an octet as <c>=XX</c>.</summary>
    /// <returns>The length of that.</returns>
    public static int Escape(byte octet, Span<byte> unit)
    {
        unit[0] = (byte)'=';
        unit[1] = (byte)"0123456789ABCDEF"[octet >> 4];
        unit[2] = (byte)"0123456789ABCDEF"[octet & 15];
        return 3;
    }

    /// <summary>A dot or "From " at a line's start has been mangled by many a relay (RFC 2049 section 3).</summary>
    /// <param name="rest">The line's beginning.</param>
    public static bool IsMangled(ReadOnlySpan<byte> rest) => rest[0] == '.' || rest.StartsWith("From "u8);

    /// <summary>The octet may stand for itself anywhere.</summary>
    public static bool IsPlain(byte octet) => octet is > (byte)' ' and <= (byte)'~' and not (byte)'=';
}
