using System.Globalization;
using System.Text;

namespace SmtpAdmin.Dns;

/// <summary>Octets as zone-file text (RFC 1035 section 5.1).</summary>
internal static class ZoneText
{
    /// <summary>A quoted character-string; octets outside printable ASCII become <c>\DDD</c>.</summary>
    public static string Quote(ReadOnlySpan<byte> octets)
    {
        var text = new StringBuilder(octets.Length + 2).Append('"');
        foreach (var octet in octets)
        {
            if (octet is (byte)'"' or (byte)'\\') text.Append('\\').Append((char)octet);
            else if (octet is >= 0x20 and <= 0x7e) text.Append((char)octet);
            else text.Append('\\').Append(octet.ToString("D3", CultureInfo.InvariantCulture));
        }
        return text.Append('"').ToString();
    }
}
