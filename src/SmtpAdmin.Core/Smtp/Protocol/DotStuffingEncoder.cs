using System.Buffers;

namespace SmtpAdmin.Smtp.Protocol;

/// <summary>
/// Makes a message fit to follow DATA, piece by piece (RFC 5321 section 4.5.2): a dot that begins a line is doubled, a lone CR or LF
/// becomes CRLF (section 2.3.8), and <see cref="Finish"/> ends the last line and adds the lone dot. Not safe for use by several threads.
/// </summary>
public sealed class DotStuffingEncoder
{
    private static ReadOnlySpan<byte> LineEnd => "\r\n"u8;

    private bool _atLineStart = true;
    private bool _afterCarriageReturn;

    /// <summary>Encodes the next piece of the message.</summary>
    /// <param name="input">The piece; it may end anywhere, within a CRLF too.</param>
    /// <param name="output">Takes the encoded octets.</param>
    public void Encode(ReadOnlySpan<byte> input, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        while (!input.IsEmpty)
        {
            if (_afterCarriageReturn)
            {
                _afterCarriageReturn = false;
                if (input[0] == '\n')
                {
                    input = input[1..]; // its CRLF is written already
                    continue;
                }
            }
            if (_atLineStart && input[0] == '.') output.Write("."u8);

            var end = input.IndexOfAny((byte)'\r', (byte)'\n');
            output.Write(end < 0 ? input : input[..end]);
            _atLineStart = end >= 0;
            if (end < 0) return;
            output.Write(LineEnd);
            _afterCarriageReturn = input[end] == '\r';
            input = input[(end + 1)..];
        }
    }

    /// <summary>Ends the message: CRLF where the last line has none, a dot, CRLF.</summary>
    /// <param name="output">Takes the encoded octets.</param>
    public void Finish(IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        if (!_atLineStart) output.Write(LineEnd);
        output.Write(".\r\n"u8);
        _atLineStart = true;
        _afterCarriageReturn = false;
    }
}
