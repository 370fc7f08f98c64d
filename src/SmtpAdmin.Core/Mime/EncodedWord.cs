using System.Globalization;
using System.Text;

namespace SmtpAdmin.Mime;

/// <summary>Encoded words: text outside ASCII in an ASCII header (RFC 2047).</summary>
internal static class EncodedWord
{
    /// <summary>The longest encoded word (RFC 2047 section 2).</summary>
    public const int MaxLength = 75;

    /// <summary>The longest line that holds an encoded word (RFC 2047 section 2).</summary>
    public const int MaxLineLength = 76;

    private const string Open = "=?utf-8?";
    private const int Overhead = 12; // =?utf-8?q? and ?=
    private const int MinLength = Overhead + 12; // a character of four octets, each as =XX

    /// <summary>Writes a text as encoded words with a space between them, which decoders drop (section 6.2). No character is split between two words (section 5).</summary>
    /// <param name="text">The text; a lone surrogate becomes U+FFFD.</param>
    /// <param name="firstLength">How long the first word may be.</param>
    /// <param name="length">How long the others may be.</param>
    public static string Encode(string text, int firstLength, int length)
    {
        var base64 = PrefersBase64(text);
        var words = new StringBuilder();
        var octets = new List<byte>(MaxLength);
        var room = Math.Clamp(firstLength, MinLength, MaxLength) - Overhead;
        var used = 0;
        Span<byte> buffer = stackalloc byte[4];
        foreach (var rune in text.EnumerateRunes())
        {
            var bytes = buffer[..rune.EncodeToUtf8(buffer)];
            var grown = base64 ? (octets.Count + bytes.Length + 2) / 3 * 4 : used + QLength(bytes);
            if (grown > room)
            {
                Flush(words, octets, base64);
                room = Math.Clamp(length, MinLength, MaxLength) - Overhead;
                grown = base64 ? (bytes.Length + 2) / 3 * 4 : QLength(bytes);
            }
            octets.AddRange(bytes);
            used = grown;
        }
        Flush(words, octets, base64);
        return words.ToString();
    }

    /// <summary>Q can be read by people as long as little is escaped; base64 where it saves a third or more.</summary>
    private static bool PrefersBase64(string text)
    {
        var octets = Encoding.UTF8.GetBytes(text);
        return octets.Length * 4L / 3 < QLength(octets) * 2L / 3;
    }

    private static int QLength(ReadOnlySpan<byte> octets)
    {
        var length = 0;
        foreach (var octet in octets) length += IsPlain(octet) || octet == ' ' ? 1 : 3;
        return length;
    }

    private static void Flush(StringBuilder words, List<byte> octets, bool base64)
    {
        if (words.Length > 0) words.Append(' ');
        words.Append(Open).Append(base64 ? "b?" : "q?");
        if (base64) words.Append(Convert.ToBase64String([.. octets]));
        else
        {
            foreach (var octet in octets)
            {
                if (octet == ' ') words.Append('_');
                else if (IsPlain(octet)) words.Append((char)octet);
                else words.Append(CultureInfo.InvariantCulture, $"={octet:X2}");
            }
        }
        words.Append("?=");
        octets.Clear();
    }

    /// <summary>What the Q encoding leaves as it is, in phrases too, where least is allowed (RFC 2047 section 5 (3)).</summary>
    private static bool IsPlain(byte octet) => char.IsAsciiLetterOrDigit((char)octet) || octet is (byte)'!' or (byte)'*' or (byte)'+' or (byte)'-' or (byte)'/';
}
