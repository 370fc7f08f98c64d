using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace SmtpAdmin.Spf;

/// <summary>Text in which macros may stand: the domain of a mechanism, the value of a modifier, an explanation (RFC 7208 section 7).</summary>
public sealed class SpfMacroString
{
    private readonly SpfMacro[] _pieces;

    internal SpfMacroString(string text, SpfMacro[] pieces)
    {
        Text = text;
        _pieces = pieces;
        StaticText = Array.TrueForAll(pieces, piece => piece.IsLiteral) ? string.Concat(pieces.Select(piece => piece.Literal)) : null;
    }

    /// <summary>The text as written, macros and all.</summary>
    public string Text { get; }

    /// <summary>What it expands to depends on the sender.</summary>
    [MemberNotNullWhen(false, nameof(StaticText))]
    public bool HasMacros => StaticText is null;

    /// <summary>What it expands to for every sender; null when that depends on the sender.</summary>
    public string? StaticText { get; }

    /// <inheritdoc/>
    public override string ToString() => Text;

    /// <summary>A macro with this letter, in lower case, stands in it.</summary>
    internal bool Uses(char letter) => HasMacros && Array.Exists(_pieces, piece => piece.Letter == letter);

    /// <summary>Puts values in the place of the macros.</summary>
    /// <param name="valueOf">Gives the value of a letter in lower case.</param>
    /// <param name="mostLength">How many characters the result may have.</param>
    /// <returns>The text; null when it would be too long.</returns>
    internal string? Expand(Func<char, string> valueOf, int mostLength)
    {
        var text = new StringBuilder(StaticText);
        foreach (var piece in StaticText is null ? _pieces : [])
        {
            text.Append(Value(piece, valueOf));
            if (text.Length > mostLength) break;
        }
        return text.Length <= mostLength ? text.ToString() : null;
    }

    /// <summary>Puts values in the place of the macros, from the right, and stops when that has become long enough: of a domain name that is too long only the end is used (RFC 7208 section 7.3).</summary>
    /// <param name="valueOf">Gives the value of a letter in lower case.</param>
    /// <param name="enough">When the text is longer than so many characters, what stands before it does not matter.</param>
    internal string ExpandEnd(Func<char, string> valueOf, int enough)
    {
        if (StaticText is not null) return StaticText;
        var text = "";
        for (var at = _pieces.Length - 1; at >= 0 && text.Length <= enough; at--) text = Value(_pieces[at], valueOf) + text;
        return text;
    }

    private static string Value(SpfMacro piece, Func<char, string> valueOf) => piece.IsLiteral ? piece.Literal : piece.Apply(valueOf(piece.Letter));
}
