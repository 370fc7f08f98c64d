using System.Globalization;
using System.Text;

namespace SmtpAdmin.Dns;

/// <summary>
/// International labels to and from their ASCII form (UTS 46). In globalization-invariant mode, usual in small container images,
/// the runtime has no Unicode tables: <see cref="IdnMapping"/> encodes what it is given and maps nothing, so that <c>MÜNCHEN</c>
/// would become another name than <c>münchen</c>. Only letters that are known to be mapped already are taken there.
/// </summary>
internal static class DnsIdna
{
    // Underscores are names' daily bread here (_dmarc, _domainkey), so the host-name rules of STD 3 stay off.
    private static readonly IdnMapping Mapping = new() { UseStd3AsciiRules = false, AllowUnassigned = true };

    /// <summary>Letters that map to themselves and to which no other mapping leads but that of case: no marks, no right-to-left scripts, none that need context.</summary>
    private static readonly (char First, char Last)[] Plain =
    [
        ('\u00df', '\u00f6'), ('\u00f8', '\u0131'), ('\u0134', '\u013e'), ('\u0141', '\u0148'), ('\u014a', '\u017e'), // Latin, without its ligatures
        ('\u03ac', '\u03ce'), ('\u0430', '\u045f'), // Greek, Cyrillic
        ('\u3041', '\u3096'), ('\u30a1', '\u30fa'), ('\u30fc', '\u30fc'), ('\u4e00', '\u9fef'), ('\uac00', '\ud7a3'), // kana, Han, Hangul
    ];

    /// <summary>The runtime has Unicode's tables.</summary>
    public static bool HasTables { get; } = "\ufb01".Normalize(NormalizationForm.FormKC) == "fi";

    /// <summary>The ASCII form.</summary>
    /// <exception cref="ArgumentException">The label has none, or none that can be told without Unicode's tables.</exception>
    public static string ToAscii(string label) => HasTables ? Mapping.GetAscii(label) : ToAsciiWithoutTables(label);

    /// <summary>As <see cref="ToAscii"/>, for what needs no table but that of case, which the runtime always has.</summary>
    /// <exception cref="ArgumentException">The label needs more than that.</exception>
    public static string ToAsciiWithoutTables(string label)
    {
        var lower = label.ToLowerInvariant();
        var known = IsPlain(lower) && !label.Contains('\u1e9e', StringComparison.Ordinal); // capital sharp s: ss in older versions of Unicode
        return known ? Mapping.GetAscii(lower) : throw new ArgumentException("The label has letters that cannot be mapped without Unicode's tables.", nameof(label));
    }

    /// <summary>The label as people read it; as it is when it is not international.</summary>
    public static string ToUnicode(string label)
    {
        if (!label.StartsWith("xn--", StringComparison.OrdinalIgnoreCase)) return label;
        try
        {
            var text = Mapping.GetUnicode(label);
            return HasTables || IsPlain(text) ? text : label;
        }
        catch (ArgumentException) // not punycode: show what is there
        {
            return label;
        }
    }

    private static bool IsPlain(string label) =>
        !label.StartsWith('-') && !label.EndsWith('-') && label.IndexOf("--", StringComparison.Ordinal) != 2
        && label.All(character => char.IsAscii(character)
            || (!char.IsUpper(character) && Plain.Any(range => character >= range.First && character <= range.Last)));
}
