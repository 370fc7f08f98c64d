using System.Text;
using System.Text.Unicode;

namespace SmtpAdmin.Dkim;

/// <summary>Bodies as they may have been in another character set.</summary>
internal static class CharsetGuesses
{
    /// <summary>The code of the finding.</summary>
    public const string Code = "DKIM-BODY-CHARSET";
    private const string Remedy = "Have the text encoded before it is signed (quoted-printable or base64), and look for what changes character sets.";

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The guesses; none for a body of ASCII.</summary>
    public static IEnumerable<DkimBodyGuess> Of(byte[] body)
    {
        if (Ascii.IsValid(body)) yield break;
        var windows = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;
        if (Utf8.IsValid(body))
        {
            var text = StrictUtf8.GetString(body);
            if (text.All(character => character <= '\u00FF')) yield return new(Code, "The text was changed from ISO-8859-1 to UTF-8.", Remedy, Encoding.Latin1.GetBytes(text));
            yield return new(Code, "The text was changed from Windows-1252 to UTF-8.", Remedy, windows.GetBytes(text));
        }
        else
        {
            yield return new(Code, "The text was changed from UTF-8 to ISO-8859-1.", Remedy, Encoding.UTF8.GetBytes(Encoding.Latin1.GetString(body)));
            yield return new(Code, "The text was changed from UTF-8 to Windows-1252.", Remedy, Encoding.UTF8.GetBytes(windows.GetString(body)));
        }
    }
}
