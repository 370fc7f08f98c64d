using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace SmtpAdmin.Spf;

/// <summary>Reads macro-strings (RFC 7208 section 7.1).</summary>
internal static class SpfMacroParser
{
    private const int MostParts = 1000; // more than any name has labels: a larger number keeps all of them too
    private static readonly SearchValues<char> DomainLetters = SearchValues.Create("slodiphvSLODIPHV");
    private static readonly SearchValues<char> ExplanationLetters = SearchValues.Create("slodiphvcrtSLODIPHVCRT");
    private static readonly SearchValues<char> Delimiters = SearchValues.Create(".-+,/_=");

    /// <summary>Reads a macro-string.</summary>
    /// <param name="text">The text.</param>
    /// <param name="isExplanation">The text is that of an explanation: it may have spaces and the letters c, r and t.</param>
    /// <param name="macros">The string read.</param>
    /// <param name="problem">What is wrong with it, as the end of a sentence.</param>
    public static bool TryParse(string text, bool isExplanation, [NotNullWhen(true)] out SpfMacroString? macros, [NotNullWhen(false)] out string? problem)
    {
        macros = null;
        problem = null;
        var pieces = new List<SpfMacro>(1);
        for (var at = 0; at < text.Length && problem is null;)
        {
            var percent = text.IndexOf('%', at);
            var end = percent < 0 ? text.Length : percent;
            if (end > at) problem = AddLiteral(text[at..end], isExplanation, pieces);
            at = end;
            if (problem is null && percent >= 0) problem = AddMacro(text, ref at, isExplanation, pieces);
        }
        if (problem is not null) return false;
        macros = new SpfMacroString(text, [.. pieces]);
        return true;
    }

    /// <summary>
    /// Reads a domain-spec: a macro-string that ends in a macro, or in a dot and a top label, which has a letter or a hyphen
    /// (RFC 7208 section 7.1, domain-end and toplabel).
    /// </summary>
    public static bool TryParseDomain(string text, [NotNullWhen(true)] out SpfMacroString? macros, [NotNullWhen(false)] out string? problem)
    {
        macros = null;
        if (text.Length == 0)
        {
            problem = "the domain is missing";
            return false;
        }
        if (!TryParse(text, isExplanation: false, out var parsed, out problem)) return false;
        if (!EndsInMacro(text) && !EndsInTopLabel(text))
        {
            problem = $"'{PlainText.Excerpt(text)}' is no domain: it ends neither in a dot and a top-level domain nor in a macro";
            return false;
        }
        macros = parsed;
        return true;
    }

    private static string? AddLiteral(string text, bool isExplanation, List<SpfMacro> pieces)
    {
        var odd = text.AsSpan().IndexOfAnyExceptInRange(isExplanation ? ' ' : '!', '~');
        if (odd >= 0) return $"the octet 0x{(int)text[odd]:x2} does not belong there, only {(isExplanation ? "printable" : "visible")} ASCII";
        pieces.Add(new SpfMacro(text, '\0', false, 0, false, "."));
        return null;
    }

    private static string? AddMacro(string text, ref int at, bool isExplanation, List<SpfMacro> pieces)
    {
        var next = at + 1 < text.Length ? text[at + 1] : '\0';
        if (next != '{')
        {
            var literal = next switch { '%' => "%", '_' => " ", '-' => "%20", _ => null };
            if (literal is null) return $"behind the '%' at {PlainText.Excerpt(text[at..], 12)} stands none of '{{', '%', '_' and '-'";
            pieces.Add(new SpfMacro(literal, '\0', false, 0, false, "."));
            at += 2;
            return null;
        }

        var close = text.IndexOf('}', at);
        if (close < 0) return $"the macro '{PlainText.Excerpt(text[at..], 20)}' has no closing brace";
        var macro = text.AsSpan(at, close + 1 - at);
        var problem = ReadMacro(macro[2..^1], isExplanation, out var piece);
        if (problem is not null) return $"the macro '{PlainText.Excerpt(macro.ToString(), 40)}' {problem}";
        pieces.Add(piece);
        at = close + 1;
        return null;
    }

    private static string? ReadMacro(ReadOnlySpan<char> inside, bool isExplanation, out SpfMacro piece)
    {
        piece = default;
        if (inside.IsEmpty) return "is empty";
        if (!(isExplanation ? ExplanationLetters : DomainLetters).Contains(inside[0]))
            return ExplanationLetters.Contains(inside[0]) ? "may stand in an explanation only" : "has no letter that is defined";

        var digits = inside[1..].IndexOfAnyExceptInRange('0', '9');
        var rest = digits < 0 ? [] : inside[(1 + digits)..];
        var number = inside[1..^rest.Length];
        if (number.Length > 0 && !number.ContainsAnyExcept('0')) return "keeps zero parts; the number is one or more";
        var parts = number.IsEmpty ? 0 : int.TryParse(number, out var given) ? Math.Min(given, MostParts) : MostParts;
        var reverses = !rest.IsEmpty && rest[0] is 'r' or 'R';
        if (reverses) rest = rest[1..];
        if (rest.ContainsAnyExcept(Delimiters)) return "has something that is neither a number, 'r' nor a delimiter";
        piece = new SpfMacro("", char.ToLowerInvariant(inside[0]), char.IsAsciiLetterUpper(inside[0]), parts, reverses, rest.IsEmpty ? "." : rest.ToString());
        return null;
    }

    /// <summary>The string has been read, so that a brace at its end closes a macro or is text, and a percent sign belongs to something.</summary>
    private static bool EndsInMacro(string text)
    {
        var at = 0;
        while (true)
        {
            var percent = text.IndexOf('%', at);
            if (percent < 0) return false;
            at = text[percent + 1] == '{' ? text.IndexOf('}', percent) + 1 : percent + 2;
            if (at == text.Length) return true;
        }
    }

    private static bool EndsInTopLabel(ReadOnlySpan<char> text)
    {
        if (text[^1] == '.') text = text[..^1];
        var dot = text.LastIndexOf('.');
        if (dot < 0) return false;
        var label = text[(dot + 1)..];
        if (label.IsEmpty || label[0] == '-' || label[^1] == '-') return false;
        var hasMoreThanDigits = false;
        foreach (var character in label)
        {
            if (!char.IsAsciiLetterOrDigit(character) && character != '-') return false;
            hasMoreThanDigits |= !char.IsAsciiDigit(character);
        }
        return hasMoreThanDigits;
    }
}
