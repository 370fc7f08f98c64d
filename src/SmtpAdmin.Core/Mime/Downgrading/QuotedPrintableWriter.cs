using System.Buffers;

namespace SmtpAdmin.Mime;

/// <summary>Writes lines of any octets in quoted-printable (RFC 2045 section 6.7), piece by piece. Not safe for use by several threads.</summary>
internal sealed class QuotedPrintableWriter
{
    private int _column;
    private int _blank; // a space or tab that may be the last of its line; 0 for none

    /// <summary>Writes a piece of a line.</summary>
    /// <param name="text">The piece, without the line's end.</param>
    /// <param name="output">Takes what is encoded.</param>
    public void Write(ReadOnlySpan<byte> text, IBufferWriter<byte> output)
    {
        for (var at = 0; at < text.Length; at++)
        {
            var octet = text[at];
            if (_blank != 0) Put((byte)_blank, escape: false, output);
            _blank = octet is (byte)' ' or (byte)'\t' ? octet : 0;
            if (_blank == 0) Put(octet, !QuotedPrintable.IsPlain(octet) || (_column == 0 && QuotedPrintable.IsMangled(text[at..])), output);
        }
    }

    /// <summary>Ends a line. A space before its end would be stripped on the way (rule 3).</summary>
    /// <param name="output">Takes what is encoded.</param>
    public void EndLine(IBufferWriter<byte> output)
    {
        Finish(output);
        output.Write("\r\n"u8);
    }

    /// <summary>Ends the text where its last line has no end.</summary>
    /// <param name="output">Takes what is encoded.</param>
    public void Finish(IBufferWriter<byte> output)
    {
        if (_blank != 0) Put((byte)_blank, escape: true, output);
        _blank = 0;
        _column = 0;
    }

    /// <summary>An octet as <c>=XX</c>.</summary>
    public static void Escape(byte octet, IBufferWriter<byte> output) => output.Advance(QuotedPrintable.Escape(octet, output.GetSpan(3)));

    private void Put(byte octet, bool escape, IBufferWriter<byte> output)
    {
        var length = escape ? 3 : 1;
        if (_column + length > QuotedPrintable.MaxLineLength - 1)
        {
            output.Write("=\r\n"u8);
            _column = 0;
            if (octet == '.' && !escape) (escape, length) = (true, 3);
        }
        _column += length;
        if (escape) Escape(octet, output);
        else output.Write([octet]);
    }
}
