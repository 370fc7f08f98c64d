using System.Buffers;

namespace SmtpAdmin.Smtp.Protocol;

/// <summary>
/// Takes a message out of what follows DATA (RFC 5321 section 4.1.1.4 and 4.5.2), or out of chunks (RFC 3030): octets in, octets out, split anywhere.
/// Only CR LF . CR LF ends a message. A bare LF or CR neither ends one nor begins a line, whatever stands around it: two servers
/// that differ about that let one message smuggle another (CVE-2023-51764, -51765, -51766). What was seen is told afterwards.
/// </summary>
public sealed class DataDecoder
{
    private const byte Cr = (byte)'\r', Lf = (byte)'\n', Dot = (byte)'.';

    private enum State { LineStart, LineStartDot, LineStartDotCr, InLine, InLineCr, Done }

    private static readonly SearchValues<byte> LineEnds = SearchValues.Create([Cr, Lf]);

    private readonly bool _normalize;
    private readonly bool _isDotStuffed;
    private State _state = State.LineStart;
    private long _line;

    /// <summary>Begins at the first octet behind the CRLF of DATA.</summary>
    /// <param name="normalizeBareLineEndings">Put CR LF for each bare LF, and a space for each bare CR; otherwise both stay as they are.</param>
    /// <param name="isDotStuffed">A dot alone on a line ends the message, and one more than there should be begins lines; not so in chunks, whose end only <see cref="Finish"/> tells.</param>
    public DataDecoder(bool normalizeBareLineEndings = false, bool isDotStuffed = true) => (_normalize, _isDotStuffed) = (normalizeBareLineEndings, isDotStuffed);

    /// <summary>How much room <see cref="Decode"/> needs to make headway, in octets.</summary>
    public const int MinDestination = 4;

    /// <summary>The end of the data was read: what follows is the next command.</summary>
    public bool IsComplete => _state == State.Done;

    /// <summary>A LF without a CR before it was seen.</summary>
    public bool HasBareLineFeed { get; private set; }

    /// <summary>A CR without a LF behind it was seen.</summary>
    public bool HasBareCarriageReturn { get; private set; }

    /// <summary>An octet above 127 was seen.</summary>
    public bool HasEightBit { get; private set; }

    /// <summary>A NUL was seen.</summary>
    public bool HasNul { get; private set; }

    /// <summary>The longest line in octets, without its CRLF and without a stuffed dot. A bare LF or CR ends no line.</summary>
    public long LongestLine { get; private set; }

    /// <summary>Decodes some octets.</summary>
    /// <param name="source">What came from the client; octets behind the end of the data are left alone.</param>
    /// <param name="destination">Room for the message, at least <see cref="MinDestination"/> octets.</param>
    /// <param name="consumed">How many octets of <paramref name="source"/> were used up.</param>
    /// <returns>How many octets were put into <paramref name="destination"/>.</returns>
    /// <exception cref="ArgumentException">The destination is too small.</exception>
    public int Decode(ReadOnlySpan<byte> source, Span<byte> destination, out int consumed)
    {
        if (destination.Length < MinDestination) throw new ArgumentException("The destination is too small.", nameof(destination));
        var at = 0;
        var written = 0;
        // One octet in gives at most three out: a CR that was held back, and a bare LF as CRLF.
        while (at < source.Length && _state != State.Done && destination.Length - written >= MinDestination)
        {
            var plain = _state is State.InLine or State.LineStart ? PlainLength(source[at..Math.Min(source.Length, at + destination.Length - written)]) : 0;
            if (plain > 0)
            {
                var octets = source.Slice(at, plain);
                octets.CopyTo(destination[written..]);
                LookAt(octets);
                written += plain;
                at += plain;
            }
            else Step(source[at++], destination, ref written);
        }
        consumed = at;
        return written;
    }

    /// <summary>The message is over, although nothing in it said so: its last line gets its end, where it has none.</summary>
    /// <param name="destination">Room for the end, at least <see cref="MinDestination"/> octets.</param>
    /// <returns>How many octets were put into <paramref name="destination"/>.</returns>
    public int Finish(Span<byte> destination)
    {
        var written = 0;
        if (_state == State.InLineCr) BareCarriageReturn(destination, ref written);
        if (_state == State.InLine)
        {
            destination[written++] = Cr;
            destination[written++] = Lf;
            EndLine();
        }
        _state = State.Done;
        return written;
    }

    private void Step(byte octet, Span<byte> destination, ref int written)
    {
        switch (_state)
        {
            case State.LineStart when octet == Dot && _isDotStuffed:
                _state = State.LineStartDot; // stuffed, or the end: either way not part of the message
                break;
            case State.LineStartDot when octet == Cr:
                _state = State.LineStartDotCr;
                break;
            case State.LineStartDotCr when octet == Lf:
                _state = State.Done;
                break;
            case State.LineStartDotCr or State.InLineCr when octet != Lf:
                BareCarriageReturn(destination, ref written);
                Step(octet, destination, ref written);
                break;
            case State.InLineCr: // CR LF
                destination[written++] = Cr;
                destination[written++] = Lf;
                EndLine();
                _state = State.LineStart;
                break;
            case var _ when octet == Cr:
                _state = State.InLineCr;
                break;
            case var _ when octet == Lf:
                BareLineFeed(destination, ref written);
                break;
            default:
                destination[written++] = octet;
                _line++;
                HasEightBit |= octet > 127;
                HasNul |= octet == 0;
                _state = State.InLine;
                break;
        }
    }

    // In plain text, one pass finds neither.
    private void LookAt(ReadOnlySpan<byte> octets)
    {
        var odd = HasEightBit ? 0 : octets.IndexOfAnyExceptInRange((byte)1, (byte)127);
        if (odd < 0) return;
        octets = octets[odd..];
        if (!HasEightBit) HasEightBit = octets.IndexOfAnyExceptInRange((byte)0, (byte)127) >= 0;
        if (!HasNul) HasNul = octets.Contains((byte)0);
    }

    /// <summary>How many octets stay as they are: whole lines that end in CRLF and begin without a dot, and what has come of one more. The state and the lines' lengths are brought up to there.</summary>
    private int PlainLength(ReadOnlySpan<byte> octets)
    {
        var at = 0;
        while (at < octets.Length && !(_state == State.LineStart && _isDotStuffed && octets[at] == Dot))
        {
            var rest = octets[at..];
            var run = rest.IndexOfAny(LineEnds);
            if (run < 0) run = rest.Length;
            if (run > 0)
            {
                _line += run;
                _state = State.InLine;
                at += run;
            }
            if (run + 1 >= rest.Length || rest[run] != Cr || rest[run + 1] != Lf) break;
            EndLine();
            _state = State.LineStart;
            at += 2;
        }
        if (_line > LongestLine) LongestLine = _line;
        return at;
    }

    private void BareCarriageReturn(Span<byte> destination, ref int written)
    {
        HasBareCarriageReturn = true;
        destination[written++] = _normalize ? (byte)' ' : Cr;
        _line++;
        _state = State.InLine;
    }

    private void BareLineFeed(Span<byte> destination, ref int written)
    {
        HasBareLineFeed = true;
        if (_normalize)
        {
            destination[written++] = Cr;
            EndLine();
        }
        else _line++;
        destination[written++] = Lf;
        _state = _normalize && !_isDotStuffed ? State.LineStart : State.InLine; // where dots count, no line begins here: a dot behind it is a dot
    }

    private void EndLine()
    {
        if (_line > LongestLine) LongestLine = _line;
        _line = 0;
    }
}
