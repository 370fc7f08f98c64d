using System.Globalization;
using System.Text;
using SmtpAdmin.Dns;

namespace SmtpAdmin.Provisioning;

/// <summary>
/// Names and text as Route 53 reads them: as in a zone file, but that an escape is octal, <c>\ooo</c>, not decimal
/// (Amazon Route 53 Developer Guide, "DNS domain name format" and "Supported DNS record types").
/// </summary>
internal static class Route53Text
{
    /// <summary>A name with a dot at its end.</summary>
    public static string Name(DnsName name)
    {
        if (name.IsRoot) return ".";
        var text = new StringBuilder();
        for (var at = 0; name.Wire[at] != 0; at += name.Wire[at] + 1)
        {
            foreach (var octet in name.Wire.Slice(at + 1, name.Wire[at])) Append(text, octet, char.IsAsciiLetterOrDigit((char)octet) || octet is (byte)'-' or (byte)'_' or (byte)'*' or (byte)'/');
            text.Append('.');
        }
        return text.ToString();
    }

    /// <summary>A string in quotes.</summary>
    public static string Quote(ReadOnlySpan<byte> octets) => $"\"{Inside(octets)}\"";

    /// <summary>A string without the quotes around it.</summary>
    public static string Inside(ReadOnlySpan<byte> octets)
    {
        var text = new StringBuilder(octets.Length);
        foreach (var octet in octets)
        {
            if (octet is (byte)'"' or (byte)'\\') text.Append('\\').Append((char)octet);
            else Append(text, octet, octet is >= 0x20 and <= 0x7e);
        }
        return text.ToString();
    }

    private static void Append(StringBuilder text, byte octet, bool isPlain)
    {
        if (isPlain) text.Append((char)octet);
        else text.Append(CultureInfo.InvariantCulture, $"\\{octet >> 6}{(octet >> 3) & 7}{octet & 7}");
    }
}
