using System.Buffers;

namespace SmtpAdmin.Dkim;

/// <summary>
/// Brings a body into the form that is hashed (RFC 6376 sections 3.4.3 and 3.4.4), in pieces of any size and in flat memory. A line may end in LF
/// alone, as in files on Unix: it counts as CRLF, which it will be on the wire (section 5.3).
/// </summary>
internal sealed class BodyCanonicalizer : IDisposable
{
    private const int BufferSize = 16 * 1024; // octets

    private static readonly byte[] LineEnds = [.. Enumerable.Repeat("\r\n"u8.ToArray(), 512).SelectMany(pair => pair)];

    private readonly bool _isRelaxed;
    private readonly ICanonicalSink _sink;
    private readonly byte[] _buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
    private int _used;
    private long _pendingLineEnds; // lines' ends that are not written yet: at the end of the body they do not count
    private bool _hasContent;
    private bool _hasPendingSpace;
    private bool _hasPendingReturn;
    private bool _isInLine;
    private bool _isDisposed;

    /// <summary>Starts a body.</summary>
    /// <param name="kind">How.</param>
    /// <param name="sink">Takes what is to be hashed.</param>
    public BodyCanonicalizer(DkimCanonicalization kind, ICanonicalSink sink)
    {
        _isRelaxed = kind == DkimCanonicalization.Relaxed;
        _sink = sink;
    }

    /// <summary>A line ended in LF alone.</summary>
    public bool HasBareLineFeed { get; private set; }

    /// <summary>A CR stood without an LF behind it; it is an octet like others.</summary>
    public bool HasBareReturn { get; private set; }

    /// <summary>Takes the next octets of the body.</summary>
    public void Append(ReadOnlySpan<byte> octets)
    {
        for (var at = 0; at < octets.Length;)
        {
            var clean = _hasPendingSpace || _hasPendingReturn || IsDelicate(octets[at]) ? 0 : CleanLength(octets[at..]);
            if (clean > 0)
            {
                Put(octets.Slice(at, clean));
                _isInLine = octets[at + clean - 1] != '\n';
                at += clean;
            }
            else
            {
                Step(octets[at++]);
            }
        }
    }

    /// <summary>Ends the body.</summary>
    public void Finish()
    {
        if (_hasPendingReturn) PutReturn();
        if (_isInLine) Put("\r\n"u8); // a last line without an end gets one (sections 3.4.3 and 3.4.4)
        Flush();
        // An empty body is a CRLF when simple (section 3.4.3), and nothing when relaxed (section 3.4.4).
        if (_hasContent || !_isRelaxed) _sink.Write("\r\n"u8);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_isDisposed) return;
        _isDisposed = true;
        ArrayPool<byte>.Shared.Return(_buffer);
    }

    private static bool IsDelicate(byte octet) => octet is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n';

    /// <summary>How many octets stay as they are. The octet behind each decides with it, so that the last one never counts on its own.</summary>
    private int CleanLength(ReadOnlySpan<byte> octets)
    {
        var length = _isRelaxed ? LineScan.RelaxedLength(octets) : LineScan.SimpleLength(octets);
        // A CR in here has its LF behind it, which belongs to it.
        return length > 0 && octets[length - 1] == '\r' ? length + 1 : length;
    }

    private void Step(byte octet)
    {
        if (_hasPendingReturn)
        {
            if (octet == '\n')
            {
                _hasPendingReturn = false;
                EndLine();
                return;
            }
            PutReturn();
        }
        switch (octet)
        {
            case (byte)'\r':
                _hasPendingReturn = true;
                break;
            case (byte)'\n':
                HasBareLineFeed = true;
                EndLine();
                break;
            case (byte)' ' or (byte)'\t' when _isRelaxed:
                _hasPendingSpace = true;
                break;
            default:
                PutSpace();
                Put([octet]);
                _isInLine = true;
                break;
        }
    }

    private void EndLine()
    {
        _hasPendingSpace = false; // white space at the end of a line (section 3.4.4)
        Put("\r\n"u8);
        _isInLine = false;
    }

    private void PutReturn()
    {
        HasBareReturn = true;
        _hasPendingReturn = false;
        PutSpace();
        Put("\r"u8);
        _isInLine = true;
    }

    private void PutSpace()
    {
        if (!_hasPendingSpace) return;
        _hasPendingSpace = false;
        Put(" "u8);
    }

    private void Put(ReadOnlySpan<byte> octets)
    {
        while (octets.Length > _buffer.Length - _used)
        {
            var part = _buffer.Length - _used;
            octets[..part].CopyTo(_buffer.AsSpan(_used));
            _used += part;
            octets = octets[part..];
            Flush();
        }
        octets.CopyTo(_buffer.AsSpan(_used));
        _used += octets.Length;
    }

    /// <summary>Hands the buffer on, but for the empty lines at its end.</summary>
    private void Flush()
    {
        var full = _buffer.AsSpan(0, _used);
        // The LF of a last CR may still be on its way, as the pieces fall.
        var carry = full.Length > 0 && full[^1] == '\r' ? 1 : 0;
        var length = full.Length - carry;
        while (length >= 2 && full[length - 1] == '\n' && full[length - 2] == '\r') length -= 2;
        var lineEnds = (full.Length - carry - length) / 2;
        if (length > 0)
        {
            _hasContent = true;
            WriteLineEnds();
            _sink.Write(full[..length]);
        }
        _pendingLineEnds += lineEnds;
        if (carry > 0) _buffer[0] = (byte)'\r';
        _used = carry;
    }

    private void WriteLineEnds()
    {
        for (; _pendingLineEnds > 0;)
        {
            var count = (int)Math.Min(_pendingLineEnds, LineEnds.Length / 2);
            _sink.Write(LineEnds.AsSpan(0, count * 2));
            _pendingLineEnds -= count;
        }
    }
}
