namespace SmtpAdmin.Smtp.Relay;

/// <summary>Reads a segment from its beginning to its end, by large steps where all of it is wanted and by small ones behind a leap.</summary>
internal sealed class SegmentWindow(ISpoolFile file)
{
    private const int LeastRead = 16 * 1024; // octets
    private const int MostRead = 256 * 1024;
    private const int Page = 4096;
    private const int Tries = 3;

    private byte[] _buffer = new byte[MostRead];
    private long _start;
    private int _count;
    private int _step = LeastRead;

    /// <summary>Some octets could not be read at all; they count as zeros.</summary>
    public bool HasUnreadable { get; private set; }

    /// <summary>The octets at an offset, fewer than asked for only at the end of the file; valid until the next call.</summary>
    public ReadOnlySpan<byte> Get(long offset, int count)
    {
        if (offset < _start || offset + count > _start + _count) Fill(offset, count);
        var from = (int)(offset - _start);
        return from >= _count ? [] : _buffer.AsSpan(from, Math.Min(count, _count - from));
    }

    private void Fill(long offset, int count)
    {
        var isNext = offset >= _start && offset <= _start + _count;
        _step = isNext ? Math.Min(_step * 2, MostRead) : LeastRead;
        var wanted = Math.Max(count, _step);
        if (wanted > _buffer.Length) _buffer = new byte[wanted];
        _start = offset;
        _count = Read(offset, _buffer.AsSpan(0, wanted));
    }

    private int Read(long offset, Span<byte> target)
    {
        try
        {
            return file.Read(offset, target);
        }
        catch (IOException)
        {
            return ReadByPages(offset, target);
        }
    }

    /// <summary>Of what cannot be read as a whole, the most is still to be had.</summary>
    private int ReadByPages(long offset, Span<byte> target)
    {
        var end = (int)Math.Clamp(file.Length - offset, 0, target.Length);
        for (var at = 0; at < end;)
        {
            var size = (int)Math.Min(Page - ((offset + at) % Page), end - at);
            if (!TryRead(offset + at, target.Slice(at, size))) HasUnreadable = true;
            at += size;
        }
        return end;
    }

    private bool TryRead(long offset, Span<byte> target)
    {
        for (var tries = 0; tries < Tries; tries++)
        {
            try
            {
                if (file.Read(offset, target) == target.Length) return true;
            }
            catch (IOException) when (tries < Tries)
            {
                // What is read in the end is counted; what is not, too.
            }
        }
        target.Clear();
        return false;
    }
}
