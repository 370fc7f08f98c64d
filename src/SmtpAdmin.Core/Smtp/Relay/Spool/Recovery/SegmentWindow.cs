namespace SmtpAdmin.Smtp.Relay;

/// <summary>
/// Reads a segment from its beginning to its end, by large steps: that is no slower than to leap from record to record even where the content
/// between them is of no interest, and much faster on a disk that is not in the system's memory.
/// </summary>
/// <param name="file">The segment's file.</param>
/// <param name="step">How many octets are read at once.</param>
internal sealed class SegmentWindow(ISpoolFile file, int step = SegmentWindow.Step)
{
    private const int Step = 256 * 1024; // octets
    private const int Page = 4096;
    private const int Tries = 3;

    private byte[] _buffer = [];
    private long _start;
    private int _count;

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
        var wanted = Math.Max(count, step);
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
        for (var tries = 1; ; tries++)
        {
            try
            {
                if (file.Read(offset, target) == target.Length) return true;
                break;
            }
            catch (IOException)
            {
                if (tries == Tries) break;
            }
        }
        target.Clear();
        return false;
    }
}
