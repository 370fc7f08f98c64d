using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace SmtpAdmin.Smtp.Protocol;

/// <summary>xtext: how the values of ENVID, ORCPT and AUTH carry any ASCII text (RFC 3461 section 4).</summary>
public static class Xtext
{
    /// <summary>Writes ASCII text: <c>+</c>, <c>=</c>, spaces and control characters become <c>+HH</c>.</summary>
    /// <exception cref="ArgumentException"><paramref name="text"/> has characters outside ASCII, for which xtext has no form.</exception>
    public static string Encode(string text)
    {
        if (!Ascii.IsValid(text)) throw new ArgumentException("xtext carries ASCII only.", nameof(text));
        var encoded = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            if (IsPlain(character)) encoded.Append(character);
            else encoded.Append(CultureInfo.InvariantCulture, $"+{(int)character:X2}");
        }
        return encoded.ToString();
    }

    /// <summary>Reads xtext. What it hides must be printable ASCII, as RFC 3461 section 4.2 and 4.4 ask: a hidden CR LF would break a report's header.</summary>
    public static bool TryDecode(ReadOnlySpan<char> encoded, [NotNullWhen(true)] out string? text)
    {
        text = null;
        var decoded = new StringBuilder(encoded.Length);
        for (var at = 0; at < encoded.Length; at++)
        {
            var character = encoded[at];
            if (character == '+')
            {
                if (at + 2 >= encoded.Length || !TryHex(encoded[at + 1], out var high) || !TryHex(encoded[at + 2], out var low)) return false;
                character = (char)(high << 4 | low);
                if (character is < ' ' or > '~') return false;
                at += 2;
            }
            else if (!IsPlain(character)) return false;
            decoded.Append(character);
        }
        text = decoded.ToString();
        return true;
    }

    // xchar: %d33-126 without "+" and "="
    private static bool IsPlain(char character) => character is > ' ' and <= '~' and not '+' and not '=';

    private static bool TryHex(char character, out int value) // upper case only, says the grammar
    {
        value = character is >= '0' and <= '9' ? character - '0' : character is >= 'A' and <= 'F' ? character - 'A' + 10 : -1;
        return value >= 0;
    }
}
