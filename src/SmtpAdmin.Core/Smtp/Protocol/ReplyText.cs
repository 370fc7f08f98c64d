using System.Text;

namespace SmtpAdmin.Smtp.Protocol;

/// <summary>Turns octets that a server sent into text that is safe to show.</summary>
internal static class ReplyText
{
    private const int ExcerptLength = 80;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>
    /// UTF-8 (RFC 6531 section 3.7.4.2), or ISO 8859-1 where it is not that. A control character becomes U+FFFD: a server must not
    /// drive the terminal of whoever reads its replies, nor reorder what they read.
    /// </summary>
    public static string Decode(ReadOnlySpan<byte> octets)
    {
        string text;
        try
        {
            text = StrictUtf8.GetString(octets);
        }
        catch (DecoderFallbackException)
        {
            text = Encoding.Latin1.GetString(octets);
        }
        return PlainText.Clean(text);
    }

    /// <summary>The beginning of a line in quotes.</summary>
    public static string Quote(string line) => line.Length <= ExcerptLength ? $"'{line}'" : $"'{line[..ExcerptLength]}...'";
}
