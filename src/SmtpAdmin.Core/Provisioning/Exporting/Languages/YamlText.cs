using System.Globalization;
using System.Text;

namespace SmtpAdmin.Provisioning;

/// <summary>Text in YAML.</summary>
internal static class YamlText
{
    /// <summary>A scalar in double quotes (YAML 1.2.2 section 7.3.1): never a number, a date, a null or a truth. All but printable ASCII is escaped.</summary>
    /// <param name="text">The text, whose characters outside the first plane are whole.</param>
    public static string Quote(string text)
    {
        var quoted = new StringBuilder(text.Length + 2).Append('"');
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value is '"' or '\\') quoted.Append('\\').Append((char)rune.Value);
            else if (rune.Value is >= ' ' and <= '~') quoted.Append((char)rune.Value);
            else if (rune.IsBmp) quoted.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}");
            else quoted.Append(CultureInfo.InvariantCulture, $"\\U{rune.Value:x8}");
        }
        return quoted.Append('"').ToString();
    }
}
