using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace SmtpAdmin.Dns;

/// <summary>Names between text and wire form.</summary>
internal static class DnsNameParser
{
    public static bool TryParse(string? text, [NotNullWhen(true)] out DnsName? name, [NotNullWhen(false)] out string? problem)
    {
        name = null;
        problem = null;
        if (string.IsNullOrWhiteSpace(text))
        {
            problem = "A domain name is empty.";
            return false;
        }
        if (text == ".")
        {
            name = DnsName.Root;
            return true;
        }

        Span<byte> wire = stackalloc byte[DnsName.MaxLength];
        var length = 0;
        foreach (var label in Labels(text))
        {
            if (!TryEncode(label, text, out var octets, out problem)) return false;
            if (length + octets.Length + 2 > DnsName.MaxLength)
            {
                problem = $"'{PlainText.Excerpt(text)}' is no domain name: it is longer than {DnsName.MaxLength} octets.";
                return false;
            }
            wire[length++] = (byte)octets.Length;
            octets.CopyTo(wire[length..]);
            length += octets.Length;
        }
        wire[length++] = 0;
        name = DnsName.FromCheckedWire(wire[..length].ToArray());
        return true;
    }

    public static string Format(ReadOnlySpan<byte> wire, bool absolute)
    {
        if (wire[0] == 0) return ".";
        var text = new StringBuilder(wire.Length + 8);
        for (var at = 0; wire[at] != 0; at += wire[at] + 1)
        {
            if (at > 0) text.Append('.');
            foreach (var octet in wire.Slice(at + 1, wire[at]))
            {
                if (MeansSomethingInZones(octet)) text.Append('\\').Append((char)octet);
                else if (octet is > 0x20 and < 0x7f) text.Append((char)octet);
                else text.Append('\\').Append(octet.ToString("D3", CultureInfo.InvariantCulture));
            }
        }
        if (absolute) text.Append('.');
        return text.ToString();
    }

    private static bool MeansSomethingInZones(byte octet) => // RFC 1035 section 5.1
        octet is (byte)'.' or (byte)'\\' or (byte)'"' or (byte)';' or (byte)'(' or (byte)')' or (byte)'@' or (byte)'$';

    public static string ToUnicode(string name) =>
        name.Contains("xn--", StringComparison.OrdinalIgnoreCase) ? string.Join('.', name.Split('.').Select(DnsIdna.ToUnicode)) : name;

    /// <summary>A text that is a name ends with a dot, and not with an escaped one.</summary>
    public static bool IsAbsolute(string text) =>
        text.EndsWith('.') && (text.Length - 1 - text[..^1].TrimEnd('\\').Length) % 2 == 0;

    /// <summary>Splits at unescaped dots (and their ideographic forms, RFC 3490 section 3.1); one dot at the end is dropped.</summary>
    private static IEnumerable<string> Labels(string text)
    {
        var start = 0;
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] == '\\') at++;
            else if (text[at] is '.' or '\u3002' or '\uff0e' or '\uff61')
            {
                yield return text[start..at];
                start = at + 1;
            }
        }
        if (start < text.Length) yield return text[start..];
    }

    private static bool TryEncode(string label, string text, [NotNullWhen(true)] out byte[]? octets, [NotNullWhen(false)] out string? problem)
    {
        octets = null;
        problem = null;
        if (label.Length == 0) problem = "a label is empty";
        else if (!Ascii.IsValid(label)) octets = EncodeUnicode(label, out problem);
        else octets = Unescape(label, out problem);

        if (octets is { Length: > DnsName.MaxLabelLength }) problem = $"a label is longer than {DnsName.MaxLabelLength} octets";
        if (problem is null) return octets is not null;
        problem = $"'{PlainText.Excerpt(text)}' is no domain name: {problem}.";
        octets = null;
        return false;
    }

    private static byte[]? EncodeUnicode(string label, out string? problem)
    {
        problem = null;
        try
        {
            // Some characters map to dots or spaces; backslashes would need a meaning. None of that belongs in such a label.
            var ascii = label.Any(IsOdd) ? "" : DnsIdna.ToAscii(label);
            if (ascii.Length > 0 && !ascii.Any(character => IsOdd(character) || character == '.')) return Encoding.ASCII.GetBytes(ascii);
        }
        catch (ArgumentException)
        {
            // What cannot be mapped ends like what may not be.
        }
        problem = $"the label '{PlainText.Excerpt(label)}' has no IDNA form";
        if (!DnsIdna.HasTables) problem += " that can be told in globalization-invariant mode, without Unicode's tables; write it as xn--..., or install ICU and set DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=0";
        return null;
    }

    private static bool IsOdd(char character) => character == '\\' || char.IsWhiteSpace(character) || char.IsControl(character);

    private static byte[]? Unescape(string label, out string? problem)
    {
        problem = null;
        var octets = new List<byte>(label.Length);
        for (var at = 0; at < label.Length; at++)
        {
            var character = label[at];
            if (character is <= ' ' or '\x7f')
            {
                problem = "it has a space or a control character";
                return null;
            }
            if (character != '\\')
            {
                octets.Add((byte)character);
                continue;
            }
            at++;
            if (at + 2 < label.Length && byte.TryParse(label.AsSpan(at, 3), NumberStyles.None, CultureInfo.InvariantCulture, out var octet))
            {
                octets.Add(octet);
                at += 2;
            }
            else if (at < label.Length && !char.IsAsciiDigit(label[at])) octets.Add((byte)label[at]);
            else
            {
                problem = "a backslash escapes nothing";
                return null;
            }
        }
        return [.. octets];
    }
}
