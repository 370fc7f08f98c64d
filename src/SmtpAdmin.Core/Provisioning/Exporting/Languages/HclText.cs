using System.Globalization;
using System.Text;

namespace SmtpAdmin.Provisioning;

/// <summary>Text in HCL, Terraform's language (the HCL native syntax specification, "Template Expressions").</summary>
internal static class HclText
{
    /// <summary>A string in which no template begins: <c>${</c> and <c>%{</c> are written with their sign twice. All but printable ASCII is escaped.</summary>
    /// <param name="text">The text, whose characters outside the first plane are whole.</param>
    public static string Quote(string text)
    {
        var quoted = new StringBuilder(text.Length + 2).Append('"');
        var before = '\0';
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value == '{' && (before is '$' or '%')) quoted.Append(before);
            Append(quoted, rune);
            before = rune.IsAscii ? (char)rune.Value : '\0';
        }
        return quoted.Append('"').ToString();
    }

    /// <summary>Texts in a list.</summary>
    public static string List(IEnumerable<string> texts) => $"[{string.Join(", ", texts.Select(Quote))}]";

    private static void Append(StringBuilder quoted, Rune rune)
    {
        if (rune.Value is '"' or '\\') quoted.Append('\\').Append((char)rune.Value);
        else if (rune.Value is >= ' ' and <= '~') quoted.Append((char)rune.Value);
        else if (rune.IsBmp) quoted.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}");
        else quoted.Append(CultureInfo.InvariantCulture, $"\\U{rune.Value:x8}");
    }
}
