using System.Globalization;
using System.Text;

namespace SmtpAdmin.Provisioning;

/// <summary>Text in JavaScript (ECMA-262 section 12.9.4).</summary>
internal static class JavaScriptText
{
    /// <summary>A string. All but printable ASCII is escaped, U+2028 and U+2029 with it, which end a line in older editions; and so is <c>&lt;</c>, for scripts within pages.</summary>
    public static string Quote(string text)
    {
        var quoted = new StringBuilder(text.Length + 2).Append('"');
        foreach (var character in text)
        {
            if (character is '"' or '\\') quoted.Append('\\').Append(character);
            else if (character is >= ' ' and <= '~' and not '<') quoted.Append(character);
            else quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}");
        }
        return quoted.Append('"').ToString();
    }
}
