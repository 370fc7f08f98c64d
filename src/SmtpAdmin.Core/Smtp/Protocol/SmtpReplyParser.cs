using System.Globalization;

namespace SmtpAdmin.Smtp.Protocol;

/// <summary>
/// Reads one reply (RFC 5321 section 4.2) from octets as they come. Bounded in every direction; takes LF alone as the end of a
/// line, and notes it. Not safe for use by several threads.
/// </summary>
/// <example>
/// <code>
/// Reply-line  = *( Reply-code "-" [ textstring ] CRLF ) Reply-code [ SP textstring ] CRLF
/// Reply-code  = %x32-35 %x30-35 %x30-39
/// </code>
/// </example>
public sealed class SmtpReplyParser
{
    private const int FirstLineBuffer = 256;

    private readonly SmtpReplyLimits _limits;
    private readonly List<string> _lines = [];
    private byte[] _line = new byte[FirstLineBuffer];
    private int _lineLength;
    private int _length;
    private int _code;

    /// <summary>A parser with the given limits.</summary>
    public SmtpReplyParser(SmtpReplyLimits? limits = null) => _limits = limits ?? SmtpReplyLimits.Default;

    /// <summary>How far the reading has come.</summary>
    public SmtpReplyStatus Status { get; private set; }

    /// <summary>The reply; null until it is whole.</summary>
    public SmtpReply? Reply { get; private set; }

    /// <summary>Why what came is no reply, as a noun phrase; null unless it is none.</summary>
    public string? Violation { get; private set; }

    /// <summary>The line that made it so, as far as it was taken; empty where no single line did.</summary>
    public string OffendingLine { get; private set; } = "";

    /// <summary>At least one line ended in LF without CR, against RFC 5321 section 2.3.8.</summary>
    public bool SawBareLineFeed { get; private set; }

    /// <summary>How many octets of this reply have come.</summary>
    public int Length => _length;

    /// <summary>The text of the lines that are whole, for the transcript of a reply that never ends.</summary>
    public IReadOnlyList<string> Lines => _lines;

    /// <summary>The reply code of the first line; 0 before it is read.</summary>
    public int Code => _code;

    /// <summary>The line that is not whole yet, for the transcript.</summary>
    public string PartialLine => ReplyText.Decode(_line.AsSpan(0, _lineLength));

    /// <summary>Takes octets, up to the end of the reply and no further.</summary>
    /// <param name="input">What came.</param>
    /// <param name="consumed">How many octets belong to this reply; the rest is for the next one.</param>
    /// <exception cref="InvalidOperationException">The reply is whole or broken already: call <see cref="Reset"/>.</exception>
    public SmtpReplyStatus Feed(ReadOnlySpan<byte> input, out int consumed)
    {
        if (Status != SmtpReplyStatus.Incomplete) throw new InvalidOperationException("The reply has ended.");
        consumed = 0;
        while (Status == SmtpReplyStatus.Incomplete && consumed < input.Length)
        {
            var rest = input[consumed..];
            var end = rest.IndexOf((byte)'\n');
            var part = end < 0 ? rest : rest[..end];
            var taken = Math.Min(part.Length, _limits.MaxLineLength + 1 - _lineLength); // one more, which may be the CR
            Append(part[..taken]);
            consumed += taken;
            _length += taken;
            if (taken < part.Length || (_lineLength > _limits.MaxLineLength && _line[_lineLength - 1] != '\r'))
            {
                Fail($"a line longer than {_limits.MaxLineLength} octets", _line.AsSpan(0, _lineLength));
            }
            else if (end >= 0)
            {
                consumed++;
                _length++;
                EndLine();
            }
            if (Status == SmtpReplyStatus.Incomplete && _length > _limits.MaxLength) Fail($"a reply longer than {_limits.MaxLength} octets");
        }
        return Status;
    }

    /// <summary>Makes the parser ready for the next reply.</summary>
    public void Reset()
    {
        _lines.Clear();
        _line = _line.Length > FirstLineBuffer ? new byte[FirstLineBuffer] : _line;
        _lineLength = _length = _code = 0;
        Status = SmtpReplyStatus.Incomplete;
        Reply = null;
        Violation = null;
        OffendingLine = "";
        SawBareLineFeed = false;
    }

    private void Append(ReadOnlySpan<byte> octets)
    {
        if (_lineLength + octets.Length > _line.Length)
            Array.Resize(ref _line, Math.Max(_line.Length * 2, _lineLength + octets.Length));
        octets.CopyTo(_line.AsSpan(_lineLength));
        _lineLength += octets.Length;
    }

    private void EndLine()
    {
        var line = _line.AsSpan(0, _lineLength);
        if (line is [.., (byte)'\r']) line = line[..^1];
        else SawBareLineFeed = true;
        _lineLength = 0;

        // A code alone, without the space, is what RFC 5321 section 4.2 asks clients to bear.
        if (line is not [>= (byte)'2' and <= (byte)'5', >= (byte)'0' and <= (byte)'9', >= (byte)'0' and <= (byte)'9', ..]
            || (line.Length > 3 && line[3] is not ((byte)' ' or (byte)'-')))
        {
            Fail("a line that is no SMTP reply", line);
            return;
        }
        var code = (line[0] - '0') * 100 + (line[1] - '0') * 10 + line[2] - '0';
        if (_lines.Count > 0 && code != _code)
        {
            Fail(string.Create(CultureInfo.InvariantCulture, $"a reply that begins with {_code} and goes on with another code"), line);
            return;
        }
        _code = code;
        _lines.Add(ReplyText.Decode(line.Length > 4 ? line[4..] : []));
        if (line.Length == 3 || line[3] == ' ')
        {
            Reply = new SmtpReply(_code, _lines.ToArray());
            Status = SmtpReplyStatus.Complete;
        }
        else if (_lines.Count >= _limits.MaxLines)
        {
            Fail($"a reply of more than {_limits.MaxLines} lines");
        }
    }

    private void Fail(string violation, ReadOnlySpan<byte> line = default)
    {
        Violation = violation;
        OffendingLine = ReplyText.Decode(line);
        _lineLength = 0;
        Status = SmtpReplyStatus.Violation;
    }
}
