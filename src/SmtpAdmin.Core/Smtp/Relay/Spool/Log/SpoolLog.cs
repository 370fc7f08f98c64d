using System.Buffers.Binary;
using System.Security.Cryptography;

namespace SmtpAdmin.Smtp.Relay;

/// <summary>
/// The end of the log: the segment that is being written, and the way from one to the next. A segment whose write or sync failed is given up where
/// it was last known to be durable, and never written again: after a failed sync nobody knows what is on the disk. Used by one thread at a time.
/// </summary>
internal sealed class SpoolLog(SpoolOptions options, ISpoolFiles files, TimeProvider time, SpoolIndex index, SpoolNumbers numbers) : IDisposable
{
    private const int MostOpen = 4; // segments whose files stay open when they are full
    private const long MostUnsynced = 16L * 1024 * 1024; // octets

    private readonly Queue<SpoolSegment> _recent = [];
    private long _lastNumber;
    private long _previous;
    private long _previousDurable;
    private long _previousEnd;
    private SpoolSegment? _segment;
    private ISpoolFile? _file;
    private long _durable;
    private long _marked;
    private long _failedAt;
    private string? _problem;
    private long _begun;
    private long _written;
    private string? _leftover;

    /// <summary>Why nothing can be written now; null while all is well. Read by anybody.</summary>
    public string? Problem => Volatile.Read(ref _problem);

    /// <summary>Octets of all that it began to write, whether that failed or not. Read by anybody.</summary>
    public long Begun => Volatile.Read(ref _begun);

    /// <summary>As <see cref="Begun"/>, without what is being written now. Read by anybody.</summary>
    public long Written => Volatile.Read(ref _written);

    /// <summary>The segment that is being written. Only while <see cref="TryPrepare"/> says so.</summary>
    public SpoolSegment Segment => _segment!;

    /// <summary>Where the next record goes.</summary>
    public long End => _segment!.End;

    /// <summary>Up to where the segment is durable.</summary>
    public long Durable => _durable;

    /// <summary>There is something durable that no record behind it tells of.</summary>
    public bool NeedsMark => _segment is not null && _marked < _durable;

    /// <summary>Says what the spool has, before the first segment is begun.</summary>
    /// <param name="lastNumber">The highest number of a segment's file; 0 for none.</param>
    /// <param name="previous">The segment that the first new one follows; 0 for none.</param>
    /// <param name="durable">Up to where that one is durable without holes.</param>
    /// <param name="end">Where that one ends.</param>
    public void Follow(long lastNumber, long previous, long durable, long end)
    {
        _lastNumber = lastNumber;
        (_previous, _previousDurable, _previousEnd) = (previous, durable, end);
    }

    /// <summary>Sees to it that there is a segment to write to, after a failure not before its pause is over.</summary>
    /// <returns>False when there is none; <see cref="Problem"/> says why.</returns>
    public bool TryPrepare()
    {
        if (_problem is not null && time.GetElapsedTime(_failedAt) < options.RetryPause) return false;
        if (_segment is null && !TryBegin()) return false;
        Volatile.Write(ref _problem, null);
        return true;
    }

    /// <summary>Goes on to a new segment if so many octets more would be too many for this one.</summary>
    /// <returns>False when that failed.</returns>
    public bool TryMakeRoom(long octets)
    {
        if (End == SpoolSegmentHeader.Size || End + octets <= options.SegmentSize) return true;
        return TrySeal() && TryBegin();
    }

    /// <summary>Writes a batch behind what is there.</summary>
    /// <param name="batch">The records.</param>
    /// <param name="isSynced">Make all durable that was written.</param>
    /// <exception cref="IOException">It failed: nothing of the batch counts, nor anything else that was not durable before.</exception>
    public void Write(SpoolBatch batch, bool isSynced)
    {
        try
        {
            WriteCounted(_file!, End, batch.Buffers, batch.Offset - End);
            if (isSynced || batch.Offset - _durable > MostUnsynced)
            {
                _file!.Sync();
                _durable = batch.Offset;
            }
            lock (index.Gate) index.SetEnd(_segment!, batch.Offset);
        }
        catch (Exception exception) when (SpoolWords.IsOfDisk(exception))
        {
            GiveUp(exception);
            throw new IOException(_problem, exception);
        }
    }

    /// <summary>A mark was written: whoever reads the log knows that it was durable up to there.</summary>
    public void NoteMark(long durable) => _marked = durable;

    /// <summary>Nothing is written any more.</summary>
    public void Break(Exception exception) => Fail(exception);

    /// <summary>Ends the writing. What could not be said of a segment that was given up is tried once more.</summary>
    public void Close()
    {
        if (_segment is not null) TrySync();
        if (_segment is null) TryBegin();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _segment?.Retire();
        foreach (var segment in _recent) segment.Retire();
    }

    private void WriteCounted(ISpoolFile file, long offset, IReadOnlyList<ReadOnlyMemory<byte>> buffers, long octets)
    {
        Volatile.Write(ref _begun, _begun + octets);
        try
        {
            file.Write(offset, buffers);
        }
        finally
        {
            Volatile.Write(ref _written, _begun);
        }
    }

    private bool TrySync()
    {
        if (_durable == End) return true;
        try
        {
            _file!.Sync();
            _durable = End;
            return true;
        }
        catch (Exception exception) when (SpoolWords.IsOfDisk(exception))
        {
            GiveUp(exception);
            return false;
        }
    }

    private bool TrySeal()
    {
        if (!TrySync()) return false;
        Leave(_durable);
        return true;
    }

    /// <summary>Gives the segment up. The next one says where it ends, so that what was refused does not come back; best at once.</summary>
    private void GiveUp(Exception exception)
    {
        Fail(exception);
        var (segment, file, durable) = (_segment!, _file!, _durable);
        lock (index.Gate)
        {
            segment.CutAt = durable;
            index.SetEnd(segment, durable);
        }
        Leave(durable);
        try
        {
            file.Truncate(durable);
        }
        catch (Exception second) when (SpoolWords.IsOfDisk(second))
        {
            // It is not needed: the next segment says where this one ends.
        }
        TryBegin();
    }

    private void Leave(long end)
    {
        (_previous, _previousDurable, _previousEnd) = (_segment!.Number, end, end);
        _recent.Enqueue(_segment);
        if (_recent.Count > MostOpen) _recent.Dequeue().Retire();
        _segment = null;
        _file = null;
    }

    private void Fail(Exception exception)
    {
        _failedAt = time.GetTimestamp();
        Volatile.Write(ref _problem, SpoolWords.Explain(options.Path, exception));
    }

    /// <summary>Begins a new segment; durable, with its name, before anything is written to it. The file of an attempt that failed goes first, so that there is never more than one.</summary>
    private bool TryBegin()
    {
        var number = ++_lastNumber;
        var name = SpoolPaths.Segment(options.Path, number);
        var salt = BinaryPrimitives.ReadUInt64LittleEndian(RandomNumberGenerator.GetBytes(sizeof(ulong)));
        var reserved = numbers.Wanted;
        ISpoolFile? file = null;
        try
        {
            if (_leftover is not null) files.Delete(_leftover);
            _leftover = name;
            file = files.Create(name);
            WriteCounted(file, 0, [new SpoolSegmentHeader(number, salt, _previous, _previousDurable, _previousEnd, reserved).ToOctets()], SpoolSegmentHeader.Size);
            file.Sync();
            files.SyncDirectory(options.Path);
            _leftover = null;
        }
        catch (Exception exception) when (SpoolWords.IsOfDisk(exception))
        {
            Fail(exception);
            file?.Dispose();
            return false;
        }
        numbers.SetReserved(reserved);
        _segment = new(files, name, number, salt) { End = SpoolSegmentHeader.Size };
        _segment.Adopt(file);
        _file = file;
        _durable = _marked = SpoolSegmentHeader.Size;
        lock (index.Gate) index.Add(_segment);
        return true;
    }
}
