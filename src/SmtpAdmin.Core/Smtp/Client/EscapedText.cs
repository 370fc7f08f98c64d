using System.Globalization;
using System.Text;

namespace SmtpAdmin.Smtp.Client;

/// <summary>
/// A text read as escaped octets: <c>%68</c> (RFC 3986 section 2.1), <c>=68</c> (RFC 2045 section 6.7), <c>\x68</c>, <c>\u0068</c>, a backslash
/// before punctuation; everything else is itself. What does not show, as tabs and what stands for control characters, is passed over.
/// </summary>
internal sealed class EscapedText
{
    private readonly StringBuilder _octets = new();
    private readonly List<(int Start, int End)> _sources = []; // where in the text each octet comes from

    private EscapedText()
    {
    }

    /// <summary>The octets, a character each.</summary>
    public string Octets { get; private set; } = "";

    /// <summary>The text has something that reads in another way than it stands there.</summary>
    public static bool MayBe(string text) => text.AsSpan().IndexOfAny("%=\\\t\uFFFD\u00AD\u200B\u200C\u200D\u2060\uFEFF") >= 0;

    /// <summary>Reads a text.</summary>
    public static EscapedText Read(string text)
    {
        var read = new EscapedText();
        for (var at = 0; at < text.Length;)
        {
            var length = EscapeAt(text, at, out var value);
            if (length == 0) length = read.AddRune(text, at);
            else read.Add(value, at, at + length);
            at += length;
        }
        read.Octets = read._octets.ToString();
        return read;
    }

    /// <summary>A text without escapes, as <see cref="Octets"/> has it.</summary>
    public static string Plain(string text)
    {
        var read = new EscapedText();
        for (var at = 0; at < text.Length;) at += read.AddRune(text, at);
        return read._octets.ToString();
    }

    /// <summary>Where in the text the octet at an index begins.</summary>
    public int Begin(int start) => _sources[start].Start;

    /// <summary>Where in the text the octets before an index end.</summary>
    public int End(int end) => _sources[end - 1].End;

    /// <returns>How long the escape is; 0 for none.</returns>
    private static int EscapeAt(string text, int at, out char value)
    {
        value = '\0';
        if (text[at] is '%' or '=') return IsHex(text, at + 1, 2, out value) ? 3 : 0;
        if (text[at] != '\\' || at + 1 == text.Length) return 0;
        value = text[at + 1];
        return value switch
        {
            'x' or 'X' => IsHex(text, at + 2, 2, out value) ? 4 : 0,
            'u' or 'U' => IsHex(text, at + 2, 4, out value) && value <= '\xff' ? 6 : 0,
            _ => char.IsAscii(value) && char.IsPunctuation(value) || char.IsAscii(value) && char.IsSymbol(value) ? 2 : 0,
        };
    }

    private static bool IsHex(string text, int at, int digits, out char value)
    {
        value = '\0';
        if (at + digits > text.Length || !ushort.TryParse(text.AsSpan(at, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number)) return false;
        value = (char)number;
        return true;
    }

    private int AddRune(string text, int at)
    {
        if (text[at] is '\t' or '\uFFFD' or '\u00AD' or '\u200B' or '\u200C' or '\u200D' or '\u2060' or '\uFEFF') return 1;
        Span<byte> utf8 = stackalloc byte[4];
        if (!Rune.TryGetRuneAt(text, at, out var rune)) rune = Rune.ReplacementChar;
        foreach (var octet in utf8[..rune.EncodeToUtf8(utf8)]) Add((char)octet, at, at + rune.Utf16SequenceLength);
        return rune.Utf16SequenceLength;
    }

    private void Add(char octet, int start, int end)
    {
        _octets.Append(octet);
        _sources.Add((start, end));
    }
}
