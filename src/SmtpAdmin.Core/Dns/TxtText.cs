using System.Text;

namespace SmtpAdmin.Dns;

/// <summary>Text as it goes into a TXT record.</summary>
internal static class TxtText
{
    private const int MaxString = 255; // octets, RFC 1035 section 3.3
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private const int Header = 12; // octets of a message, RFC 1035 section 4.1.1
    private const int TypeAndClass = 4;
    private const int RecordHead = 12; // a pointer to the name, type, class, time to live, length (RFC 1035 sections 3.2.1 and 4.1.4)

    /// <summary>Cuts text into strings of at most 255 octets; readers join them without a space (RFC 7208 section 3.3, RFC 6376 section 3.6.2.2).</summary>
    /// <param name="text">The text; each character is an octet (Latin-1).</param>
    public static IReadOnlyList<string> Split(string text)
    {
        if (text.Length == 0) return [""];
        var strings = new List<string>((text.Length / MaxString) + 1);
        for (var at = 0; at < text.Length; at += MaxString) strings.Add(text.Substring(at, Math.Min(MaxString, text.Length - at)));
        return strings;
    }

    /// <summary>The strings of a record that says any text: UTF-8, cut after 255 octets each.</summary>
    public static IReadOnlyList<ReadOnlyMemory<byte>> Octets(string text) =>
        text.Length == 0 ? [ReadOnlyMemory<byte>.Empty] : [.. Utf8.GetBytes(text).Chunk(MaxString).Select(part => (ReadOnlyMemory<byte>)part)];

    /// <summary>The record as a line of a zone file, without a time to live: the zone's own holds (RFC 1035 section 5.1).</summary>
    /// <param name="name">The owner; null for the origin of the zone.</param>
    /// <param name="strings">The strings of the record.</param>
    public static string ZoneLine(DnsName? name, IReadOnlyList<string> strings) =>
        $"{name?.ToAbsoluteString() ?? "@"} IN TXT {string.Join(' ', strings.Select(part => ZoneText.Quote(Encoding.Latin1.GetBytes(part))))}";

    /// <summary>The octets that a text takes as the data of a record: each string has one before it.</summary>
    public static int DataLength(string text) => text.Length + Math.Max(1, (text.Length + MaxString - 1) / MaxString);

    /// <summary>The octets of the answer to a TXT look-up, without EDNS.</summary>
    /// <param name="name">The name.</param>
    /// <param name="aliases">The aliases on the way.</param>
    /// <param name="data">The octets of each record's data.</param>
    public static int AnswerLength(DnsName name, IEnumerable<CnameRecord> aliases, IEnumerable<int> data) =>
        Header + name.Wire.Length + TypeAndClass + aliases.Sum(alias => RecordHead + alias.Target.Wire.Length) + data.Sum(length => RecordHead + length);
}
