using System.Globalization;
using System.Text;

namespace SmtpAdmin.Dkim;

/// <summary>DKIM's own quoted-printable (RFC 6376 section 2.11): white space means nothing, and octets that a tag may not hold are <c>=XX</c>.</summary>
internal static class DkimQuotedPrintable
{
    /// <summary>The text, as UTF-8; null when an escape is none.</summary>
    /// <param name="value">The value of a tag, each character an octet.</param>
    /// <param name="keepsBlanks">Blanks stand for themselves, as in the notes of a key record, which are qp-section of RFC 2045 section 6.7.</param>
    public static string? Decode(string value, bool keepsBlanks = false) => DecodeOctets(value, keepsBlanks) is { } octets ? Encoding.UTF8.GetString(octets) : null;

    /// <summary>The octets; null when an escape is none.</summary>
    /// <param name="value">The value of a tag, each character an octet.</param>
    /// <param name="keepsBlanks">Blanks stand for themselves.</param>
    public static byte[]? DecodeOctets(string value, bool keepsBlanks = false)
    {
        var octets = new byte[value.Length];
        var length = 0;
        for (var at = 0; at < value.Length; at++)
        {
            if (DkimTagList.IsSpace(value[at]) && !(keepsBlanks && value[at] is ' ' or '\t')) continue;
            if (value[at] != '=')
            {
                octets[length++] = (byte)value[at];
                continue;
            }
            if (at + 2 >= value.Length || !byte.TryParse(value.AsSpan(at + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out octets[length])) return null;
            length++;
            at += 2;
        }
        return octets[..length];
    }

    /// <summary>Writes text; colons too are escaped where <paramref name="isInList"/> says that they part words.</summary>
    public static string Encode(string text, bool isInList = false)
    {
        var written = new StringBuilder();
        foreach (var octet in Encoding.UTF8.GetBytes(text))
        {
            // dkim-safe-char: %x21-3A / %x3C / %x3E-7E
            if (octet is >= (byte)'!' and <= (byte)'~' and not ((byte)';' or (byte)'=') && !(isInList && octet is (byte)':' or (byte)'|')) written.Append((char)octet);
            else written.Append(CultureInfo.InvariantCulture, $"={octet:X2}");
        }
        return written.ToString();
    }
}
