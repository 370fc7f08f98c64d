using System.Globalization;
using System.Text;

namespace SmtpAdmin.Smtp.Protocol;

/// <summary>A stranger's octets, made fit for a log line.</summary>
internal static class LogText
{
    private const int MaxShown = 120;

    /// <summary>Printable ASCII as it is, anything else as <c>\xHH</c>; long text is cut.</summary>
    public static string Escape(ReadOnlySpan<byte> octets)
    {
        var text = new StringBuilder(Math.Min(octets.Length, MaxShown) + 8);
        foreach (var octet in octets[..Math.Min(octets.Length, MaxShown)])
        {
            if (octet is >= 0x20 and < 0x7f and not (byte)'\\') text.Append((char)octet);
            else text.Append(CultureInfo.InvariantCulture, $"\\x{octet:X2}");
        }
        if (octets.Length > MaxShown) text.Append("...");
        return text.ToString();
    }
}
