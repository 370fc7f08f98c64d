using System.Globalization;
using System.Text;

namespace SmtpAdmin.Smtp.Protocol;

/// <summary>The encoding of parameter values that may hold anything (xtext, RFC 3461 section 4).</summary>
internal static class XText
{
    /// <summary>Writes text so that no character of it can end a parameter or a line: each outside <c>!</c> to <c>~</c>, and <c>+</c> and <c>=</c>, as <c>+XX</c>.</summary>
    /// <exception cref="ArgumentException">The text is not ASCII; xtext has no way to say that.</exception>
    public static string Encode(string text)
    {
        var encoded = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            if (character > '\x7f') throw new ArgumentException($"'{text}' is not ASCII.", nameof(text));
            if (character is >= '!' and <= '~' and not ('+' or '=')) encoded.Append(character);
            else encoded.Append(CultureInfo.InvariantCulture, $"+{(int)character:X2}");
        }
        return encoded.ToString();
    }
}
