using System.Buffers;
using System.Text;

namespace SmtpAdmin.Dkim;

/// <summary>The parts of a multipart body (RFC 2046 section 5.1) that are encoded.</summary>
internal static class EncodedParts
{
    private const string FieldName = "Content-Transfer-Encoding:";

    /// <summary>The body with all its encoded parts decoded.</summary>
    /// <param name="body">The body.</param>
    /// <param name="encoding">What their encoding was called then.</param>
    /// <returns>The body; null when no part is encoded.</returns>
    public static byte[]? Decode(ReadOnlySpan<byte> body, string encoding)
    {
        var output = new ArrayBufferWriter<byte>(body.Length + 1);
        var isChanged = false;
        while (body.Length > 0)
        {
            var line = TakeLine(ref body);
            output.Write(line);
            if (!line.StartsWith("--"u8)) continue;
            var was = WriteHead(ref body, output, encoding);
            if (was.Length == 0) continue;
            var end = FindDelimiter(body, line.TrimEnd(" \t\r\n"u8));
            if (end < 0) return null;
            if (TransferDecoding.Decode(was, body[..end]) is not { } content) return null;
            output.Write(content);
            body = body[end..];
            isChanged = true;
        }
        return isChanged ? output.WrittenSpan.ToArray() : null;
    }

    /// <summary>Writes the header section of a part, with the other encoding.</summary>
    /// <returns>The encoding as it stands there, where it is one to be decoded; else nothing, and no more than header fields was written.</returns>
    private static string WriteHead(ref ReadOnlySpan<byte> body, ArrayBufferWriter<byte> output, string encoding)
    {
        var was = "";
        while (body.Length > 0)
        {
            var rest = body;
            var line = TakeLine(ref rest);
            var text = Encoding.Latin1.GetString(line);
            var isEmpty = text is "\r\n";
            if (!isEmpty && !text.Contains(':', StringComparison.Ordinal) && !char.IsWhiteSpace(text[0])) return ""; // no header section
            body = rest;
            if (text.StartsWith(FieldName, StringComparison.OrdinalIgnoreCase) && text[FieldName.Length..].Trim().ToLowerInvariant() is "quoted-printable" or "base64")
            {
                was = text[FieldName.Length..].Trim().ToLowerInvariant();
                output.Write(line[..FieldName.Length]);
                output.Write(Encoding.ASCII.GetBytes($" {encoding}\r\n"));
            }
            else if (!text.StartsWith("X-MIME-Autoconverted:", StringComparison.OrdinalIgnoreCase)) // sendmail's, which came with the change
            {
                output.Write(line);
            }
            if (isEmpty) break;
        }
        return was;
    }

    /// <summary>Where the line end before the next delimiter begins, which belongs to it.</summary>
    private static int FindDelimiter(ReadOnlySpan<byte> body, ReadOnlySpan<byte> delimiter)
    {
        for (var at = 0; body[at..].IndexOf(delimiter) is >= 0 and var found; at += found + 1)
        {
            if (at + found >= 2 && body.Slice(at + found - 2, 2).SequenceEqual("\r\n"u8)) return at + found - 2;
        }
        return -1;
    }

    private static ReadOnlySpan<byte> TakeLine(ref ReadOnlySpan<byte> body)
    {
        var end = body.IndexOf((byte)'\n') + 1;
        if (end == 0) end = body.Length;
        var line = body[..end];
        body = body[end..];
        return line;
    }
}
