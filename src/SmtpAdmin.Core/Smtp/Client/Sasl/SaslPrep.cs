using System.Globalization;
using System.Text;

namespace SmtpAdmin.Smtp.Client;

/// <summary>
/// Prepares names and passwords for comparison (SASLprep, RFC 4013): the same password typed on two keyboards gives the same octets.
/// Unassigned code points are let through, as RFC 5802 section 5.1 has it for what a client sends.
/// </summary>
internal static class SaslPrep
{
    /// <summary>Prepares a string.</summary>
    /// <param name="text">What to prepare.</param>
    /// <param name="what">What it is, for the error.</param>
    /// <exception cref="SaslException">It holds what RFC 4013 forbids.</exception>
    public static string Prepare(string text, string what)
    {
        if (Ascii.IsValid(text) && !text.Any(char.IsControl)) return text;

        var mapped = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (IsMappedToNothing(rune.Value)) continue;
            if (IsNonAsciiSpace(rune.Value)) mapped.Append(' ');
            else mapped.Append(rune.ToString());
        }
        if (HasLoneSurrogate(text)) throw Prohibited(what);
        var normalized = mapped.ToString().Normalize(NormalizationForm.FormKC);
        var runes = normalized.EnumerateRunes().ToArray();
        if (runes.Any(IsProhibited)) throw Prohibited(what);

        // RFC 3454 section 6: text with right-to-left characters has no left-to-right ones, and begins and ends with the former.
        if (runes.Any(IsRightToLeft) && (runes.Any(IsLeftToRightLetter) || !IsRightToLeft(runes[0]) || !IsRightToLeft(runes[^1])))
            throw new SaslException($"The {what} mixes writing directions in a way that SASLprep forbids (RFC 4013 section 2.4).");
        return normalized;
    }

    private static SaslException Prohibited(string what) => new($"The {what} holds a character that SASLprep forbids (RFC 4013 section 2.3).");

    private static bool HasLoneSurrogate(string text)
    {
        for (var at = 0; at < text.Length; at++)
        {
            if (!char.IsSurrogate(text[at])) continue;
            if (at + 1 == text.Length || !char.IsSurrogatePair(text[at], text[at + 1])) return true;
            at++;
        }
        return false;
    }

    /// <summary>RFC 3454 table B.1.</summary>
    private static bool IsMappedToNothing(int value) =>
        value is 0x00AD or 0x034F or 0x1806 or (>= 0x180B and <= 0x180D) or (>= 0x200B and <= 0x200D) or 0x2060 or (>= 0xFE00 and <= 0xFE0F) or 0xFEFF;

    /// <summary>RFC 3454 table C.1.2; U+200B, which stands there too, is mapped to nothing before.</summary>
    private static bool IsNonAsciiSpace(int value) =>
        value is 0x00A0 or 0x1680 or (>= 0x2000 and <= 0x200A) or 0x202F or 0x205F or 0x3000;

    /// <summary>RFC 4013 section 2.3: RFC 3454 tables C.1.2, C.2, C.3, C.4, C.5, C.6, C.7, C.8 and C.9.</summary>
    private static bool IsProhibited(Rune rune) =>
        IsNonAsciiSpace(rune.Value)
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.PrivateUse or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        || (rune.Value & 0xFFFE) == 0xFFFE || rune.Value is >= 0xFDD0 and <= 0xFDEF // C.4
        || rune.Value is 0x06DD or 0x070F or 0x180E // C.2.2
            or (>= 0x200C and <= 0x200F) or (>= 0x2028 and <= 0x202E) or (>= 0x2060 and <= 0x2063) or (>= 0x206A and <= 0x206F)
            or 0xFEFF or (>= 0xFFF9 and <= 0xFFFD) or (>= 0x1D173 and <= 0x1D17A)
            or (>= 0x2FF0 and <= 0x2FFB) // C.7
            or 0x0340 or 0x0341 // C.8
            or 0xE0001 or (>= 0xE0020 and <= 0xE007F); // C.9

    /// <summary>The blocks of RFC 3454 table D.1: Hebrew, Arabic, Syriac, Thaana and the presentation forms.</summary>
    private static bool IsRightToLeft(Rune rune) =>
        rune.Value is 0x05BE or 0x05C0 or 0x05C3 or (>= 0x05D0 and <= 0x05F4) or 0x061B or 0x061F or (>= 0x0621 and <= 0x064A) or (>= 0x066D and <= 0x066F)
            or (>= 0x0671 and <= 0x06D5) or 0x06DD or 0x06E5 or 0x06E6 or (>= 0x06FA and <= 0x06FE) or (>= 0x0700 and <= 0x070D) or 0x0710
            or (>= 0x0712 and <= 0x072C) or (>= 0x0780 and <= 0x07A5) or 0x07B1 or 0x200F or 0xFB1D or (>= 0xFB1F and <= 0xFB28)
            or (>= 0xFB2A and <= 0xFBB1) or (>= 0xFBD3 and <= 0xFD3D) or (>= 0xFD50 and <= 0xFDC7) or (>= 0xFDF0 and <= 0xFDFC) or (>= 0xFE70 and <= 0xFEFC);

    private static bool IsLeftToRightLetter(Rune rune) => Rune.IsLetter(rune) && !IsRightToLeft(rune);
}
