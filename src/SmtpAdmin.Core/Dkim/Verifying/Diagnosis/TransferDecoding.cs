using System.Buffers;
using System.Globalization;
using System.Text;

namespace SmtpAdmin.Dkim;

/// <summary>Decodes transfer encodings (RFC 2045 section 6).</summary>
internal static class TransferDecoding
{
    /// <summary>The content; null for an encoding that is none, or when it cannot be decoded.</summary>
    /// <param name="encoding">The encoding, in lower case.</param>
    /// <param name="body">The encoded body.</param>
    public static byte[]? Decode(string encoding, ReadOnlySpan<byte> body) => encoding switch
    {
        "quoted-printable" => QuotedPrintable(body),
        "base64" => Base64(body),
        _ => null,
    };

    private static byte[]? Base64(ReadOnlySpan<byte> body)
    {
        try
        {
            return Convert.FromBase64String(Encoding.ASCII.GetString(body)); // passes over white space
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static byte[] QuotedPrintable(ReadOnlySpan<byte> body)
    {
        var output = new ArrayBufferWriter<byte>(body.Length + 1);
        while (body.IndexOf((byte)'=') is >= 0 and var at)
        {
            output.Write(body[..at]);
            body = body[(at + 1)..];
            if (body.StartsWith("\r\n"u8))
            {
                body = body[2..]; // a soft line break
            }
            else if (body.Length >= 2 && byte.TryParse(body[..2], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var octet))
            {
                output.Write([octet]);
                body = body[2..];
            }
            else
            {
                output.Write("="u8);
            }
        }
        output.Write(body);
        return output.WrittenSpan.ToArray();
    }
}
