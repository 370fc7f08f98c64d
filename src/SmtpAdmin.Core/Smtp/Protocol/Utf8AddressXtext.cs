using System.Globalization;
using System.Text;

namespace SmtpAdmin.Smtp.Protocol;

/// <summary>An international address as a parameter value (utf-8-addr-xtext, RFC 6533 section 3).</summary>
internal static class Utf8AddressXtext
{
    /// <summary>Characters outside ASCII, and those that would end the value, as <c>\x{HEX}</c>: such a value passes any server, with SMTPUTF8 or without.</summary>
    /// <param name="address">The address.</param>
    /// <param name="isEscaped">It is in this form already, but for what is outside ASCII: all else stays as it is.</param>
    public static string Encode(string address, bool isEscaped = false)
    {
        var encoded = new StringBuilder(address.Length);
        foreach (var rune in address.EnumerateRunes())
        {
            if (isEscaped ? rune.IsAscii : rune.Value is >= '!' and <= '~' and not ('+' or '=' or '\\')) encoded.Append((char)rune.Value);
            else encoded.Append(CultureInfo.InvariantCulture, $"\\x{{{rune.Value:X}}}");
        }
        return encoded.ToString();
    }

    /// <summary>Whether each <c>\x{HEX}</c> is one that may stand there: none for a line end, for another character of ASCII that needs no escape, or for half a surrogate pair.</summary>
    public static bool HasValidEscapes(string encoded)
    {
        for (var rest = encoded.AsSpan(); rest.IndexOf("\\x{", StringComparison.Ordinal) is var start and >= 0;)
        {
            rest = rest[(start + 3)..];
            var end = rest.IndexOf('}');
            if (end < 0 || !IsHexPoint(rest[..end])) return false;
            rest = rest[end..];
        }
        return true;
    }

    // HEXPOINT, RFC 6533 section 3
    private static bool IsHexPoint(ReadOnlySpan<char> digits)
    {
        if (digits.Length is < 2 or > 6 || !int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var point)) return false;
        if (digits.Length > 2) return digits[0] != '0' && Rune.IsValid(point);
        return point is >= 0x80 or 0x10 or 0x20 or 0x2B or 0x3D or 0x5C or 0x7F or (>= 0x01 and <= 0x09) or (>= 0x11 and <= 0x19);
    }
}
