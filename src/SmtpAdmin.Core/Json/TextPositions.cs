using System.Text;

namespace SmtpAdmin;

/// <summary>Where an octet of a UTF-8 text stands, as editors count.</summary>
internal sealed class TextPositions
{
    private readonly ReadOnlyMemory<byte> _text;
    private readonly List<int> _lines = [0];

    /// <param name="text">The text, without a byte order mark.</param>
    public TextPositions(ReadOnlyMemory<byte> text)
    {
        _text = text;
        var octets = text.Span;
        for (var at = 0; octets[at..].IndexOf((byte)'\n') is >= 0 and var step;)
        {
            at += step + 1;
            _lines.Add(at);
        }
    }

    /// <summary>The line and the column, both from 1; a column is a UTF-16 unit.</summary>
    public (int Line, int Column) At(int offset)
    {
        offset = Math.Clamp(offset, 0, _text.Length);
        var line = _lines.BinarySearch(offset);
        if (line < 0) line = ~line - 1;
        return (line + 1, Encoding.UTF8.GetCharCount(_text.Span[_lines[line]..offset]) + 1);
    }

    /// <summary>The offset of a place in a line, counted in octets from 0; within the text whatever is asked.</summary>
    public int OffsetOf(long line, long octet) =>
        (int)Math.Clamp(_lines[(int)Math.Clamp(line, 0, _lines.Count - 1)] + octet, 0, _text.Length);
}
