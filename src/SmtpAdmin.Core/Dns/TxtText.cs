using System.Text;

namespace SmtpAdmin.Dns;

/// <summary>Text as it goes into a TXT record.</summary>
internal static class TxtText
{
    private const int MaxString = 255; // octets, RFC 1035 section 3.3

    /// <summary>Cuts text into strings of at most 255 octets; readers join them without a space (RFC 7208 section 3.3, RFC 6376 section 3.6.2.2).</summary>
    /// <param name="text">The text; each character is an octet (Latin-1).</param>
    public static IReadOnlyList<string> Split(string text)
    {
        if (text.Length == 0) return [""];
        var strings = new List<string>((text.Length / MaxString) + 1);
        for (var at = 0; at < text.Length; at += MaxString) strings.Add(text.Substring(at, Math.Min(MaxString, text.Length - at)));
        return strings;
    }

    /// <summary>The record as a line of a zone file, without a time to live: the zone's own holds (RFC 1035 section 5.1).</summary>
    /// <param name="name">The owner; null for the origin of the zone.</param>
    /// <param name="strings">The strings of the record.</param>
    public static string ZoneLine(DnsName? name, IReadOnlyList<string> strings) =>
        $"{name?.ToAbsoluteString() ?? "@"} IN TXT {string.Join(' ', strings.Select(part => ZoneText.Quote(Encoding.Latin1.GetBytes(part))))}";
}
