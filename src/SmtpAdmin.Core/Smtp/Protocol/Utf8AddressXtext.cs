using System.Globalization;
using System.Text;

namespace SmtpAdmin.Smtp.Protocol;

/// <summary>An international address as a parameter value (utf-8-addr-xtext, RFC 6533 section 3).</summary>
internal static class Utf8AddressXtext
{
    /// <summary>Characters outside ASCII, and those that would end the value, as <c>\x{HEX}</c>: such a value passes any server, with SMTPUTF8 or without.</summary>
    public static string Encode(string address)
    {
        var encoded = new StringBuilder(address.Length);
        foreach (var rune in address.EnumerateRunes())
        {
            if (rune.Value is >= '!' and <= '~' and not ('+' or '=' or '\\')) encoded.Append((char)rune.Value);
            else encoded.Append(CultureInfo.InvariantCulture, $"\\x{{{rune.Value:X}}}");
        }
        return encoded.ToString();
    }
}
