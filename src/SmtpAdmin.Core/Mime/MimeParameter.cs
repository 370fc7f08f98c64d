using System.Globalization;
using System.Text;

namespace SmtpAdmin.Mime;

/// <summary>Parameters of MIME headers (RFC 2045 section 5.1, RFC 2231).</summary>
internal static class MimeParameter
{
    private const int WantedLength = 76; // with the space before it and the semicolon behind it within 78

    /// <summary>Writes a parameter so that it folds at its spaces: as a quoted string where that is enough, else in octets of UTF-8 as <c>%XX</c>,
    /// in numbered pieces where it is long (RFC 2231 sections 3 and 4).</summary>
    public static string Format(string name, string value)
    {
        if (value.All(character => character is >= ' ' and <= '~') && !value.Contains("=?", StringComparison.Ordinal))
        {
            var quoted = $"{name}=\"{value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
            // A quoted string with spaces could be folded within; a piece that needs no fold leaves nothing to chance.
            if (quoted.Length < WantedLength && !value.Contains("  ", StringComparison.Ordinal) && !value.StartsWith(' ') && !value.EndsWith(' ')) return quoted;
        }

        var whole = $"{name}*=utf-8''{Percent(value)}";
        return whole.Length < WantedLength ? whole : Continued(name, value);
    }

    private static string Continued(string name, string value)
    {
        var pieces = new StringBuilder();
        var piece = new StringBuilder();
        var number = 0;
        foreach (var rune in value.EnumerateRunes())
        {
            if (piece.Length == 0) piece.Append(CultureInfo.InvariantCulture, $"{name}*{number++}*={(number == 1 ? "utf-8''" : "")}");
            piece.Append(Percent(rune.ToString()));
            if (piece.Length < WantedLength - 12) continue;
            pieces.Append(piece).Append("; ");
            piece.Clear();
        }
        if (piece.Length == 0) pieces.Length -= 2;
        return pieces.Append(piece).ToString();
    }

    /// <summary>attribute-char as it is, the other octets as %XX (RFC 2231 section 7).</summary>
    private static string Percent(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (var octet in Encoding.UTF8.GetBytes(text))
        {
            if (char.IsAsciiLetterOrDigit((char)octet) || "!#$&+-.^_`{|}~".Contains((char)octet, StringComparison.Ordinal)) escaped.Append((char)octet);
            else escaped.Append(CultureInfo.InvariantCulture, $"%{octet:X2}");
        }
        return escaped.ToString();
    }
}
