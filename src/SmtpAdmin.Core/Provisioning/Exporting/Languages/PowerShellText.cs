using System.Text;

namespace SmtpAdmin.Provisioning;

/// <summary>Text in PowerShell scripts.</summary>
internal static class PowerShellText
{
    /// <summary>A string in single quotes, in which nothing has a meaning but the quote that ends them: to PowerShell the typographic ones are such quotes too.</summary>
    public static string Quote(string text)
    {
        var quoted = new StringBuilder(text.Length + 2).Append('\'');
        foreach (var character in text)
        {
            if (character is '\'' or '\u2018' or '\u2019' or '\u201A' or '\u201B') quoted.Append(character);
            quoted.Append(character);
        }
        return quoted.Append('\'').ToString();
    }
}
