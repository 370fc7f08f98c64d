namespace SmtpAdmin.Smtp.Relay;

/// <summary>A segment as it is read at the opening of the spool.</summary>
internal sealed class RecoveredSegment
{
    private readonly RecoveredMessages _messages;
    private readonly ISpoolFiles _files;
    private readonly HashSet<uint> _tornTailContent = [];
    private readonly List<RecoveredDamage> _pending = [];
    private readonly List<RecoveredDamage> _damage;
    private long _next = SpoolSegmentHeader.Size;
    private (long Durable, long End)? _told;
    private bool _isDone;

    private RecoveredSegment(SpoolSegment segment, SpoolSegmentHeader? header, long fileLength, ISpoolFiles files, RecoveredMessages messages, List<RecoveredDamage> damage)
    {
        Segment = segment;
        Header = header;
        FileLength = fileLength;
        _files = files;
        _messages = messages;
        _damage = damage;
    }

    /// <summary>The segment. Its end is known when it was read.</summary>
    public SpoolSegment Segment { get; }

    /// <summary>What it begins with; null when that is unreadable.</summary>
    public SpoolSegmentHeader? Header { get; }

    /// <summary>The file's octets when it was opened.</summary>
    public long FileLength { get; }

    /// <summary>Up to where everything was durable: all of it, unless the power failed while it was written.</summary>
    public long Durable { get; private set; }

    /// <summary>The highest number that a mark in it tells.</summary>
    public long NextMessage { get; private set; }

    /// <summary>Nothing but its own beginning was ever written here: the file was being made when the power failed.</summary>
    public bool HoldsNothing => FileLength <= SpoolSegmentHeader.Size;

    /// <summary>Reads what a segment begins with.</summary>
    /// <returns>Null when the file is gone.</returns>
    /// <exception cref="IOException">It cannot be opened or read.</exception>
    /// <exception cref="NotSupportedException">A later version wrote it.</exception>
    public static RecoveredSegment? Open(string path, long number, ISpoolFiles files, RecoveredMessages messages, List<RecoveredDamage> damage)
    {
        var name = SpoolPaths.Segment(path, number);
        try
        {
            using var file = files.Open(name, forWriting: false);
            var header = SpoolSegmentHeader.Read(new SegmentWindow(file, SpoolSegmentHeader.Size).Get(0, SpoolSegmentHeader.Size), number, out var isWhole);
            var segment = new SpoolSegment(files, name, number, header?.Salt ?? 0) { IsMissing = header is null, End = header is null ? 0 : SpoolSegmentHeader.Size };
            var length = file.Length;
            if (header is not null && !isWhole && length > SpoolSegmentHeader.Size)
                damage.Add(new(segment, 0, SpoolSegmentHeader.Size, "one of the two copies of what the segment begins with"));
            return new(segment, header, length, files, messages, damage);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Takes what the segment behind tells of this one.</summary>
    public void SetEnd(SpoolSegmentHeader next) => _told = (next.PreviousDurable, next.PreviousEnd);

    /// <summary>Reads its records, from where the last time ended.</summary>
    /// <param name="isLive">A relay may be running, and may have dropped it.</param>
    /// <param name="isFinal">It is not read once more: what is behind something that is not whole is looked at too.</param>
    /// <exception cref="IOException">It cannot be opened.</exception>
    public void Read(bool isLive, bool isFinal)
    {
        if (_isDone) return;
        ISpoolFile file;
        try
        {
            file = _files.Open(Segment.Path, forWriting: false);
        }
        catch (FileNotFoundException) when (isLive)
        {
            return;
        }
        using (file) Read(file, isFinal || _told is not null);
    }

    private void Read(ISpoolFile file, bool isFinal)
    {
        _pending.Clear();
        var length = file.Length;
        var limit = Math.Min(_told?.End ?? length, length);
        var window = new SegmentWindow(file);
        Durable = _told?.Durable ?? FindDurable(window, limit);
        var scanner = new SegmentScanner(window, Segment, _next, limit, readContentFrom: _told is null ? 0 : Durable);
        while (scanner.MoveNext())
        {
            var isTorn = scanner.Offset >= Durable;
            if (scanner.IsWhole && TryApply(scanner, isTorn))
            {
                _damage.AddRange(_pending);
                _pending.Clear();
                _next = scanner.Offset + scanner.Length;
                continue;
            }
            if (isTorn && !isFinal) break; // the relay may be writing it
            _pending.Add(Describe(scanner, isTorn));
        }
        Segment.IsKeptAside |= window.HasUnreadable;
        Segment.End = Math.Max(_next, Math.Min(Durable, limit)); // what was durable belongs to it, damaged or not
        if (isFinal) Finish(length);
    }

    /// <summary>What is not whole at the end was being written when the power failed, unless it is said to have been durable.</summary>
    private void Finish(long length)
    {
        _damage.AddRange(_pending.Where(part => !part.IsTorn));
        if (_told is { End: > SpoolSegmentHeader.Size } told && length < told.End)
            _damage.Add(new(Segment, length, told.End - length, "the end of the segment, which is missing") { MayBeCommit = true });
        _pending.Clear();
        _isDone = true;
    }

    private long FindDurable(SegmentWindow window, long limit)
    {
        long durable = SpoolSegmentHeader.Size;
        var scanner = new SegmentScanner(window, Segment, SpoolSegmentHeader.Size, limit, readContentFrom: long.MaxValue);
        while (scanner.MoveNext())
        {
            if (scanner is { IsWhole: true, Header: { } header }) durable = Math.Max(durable, header.Durable);
        }
        return durable;
    }

    private bool TryApply(in SegmentScanner scanner, bool isTorn)
    {
        var header = scanner.Header!.Value;
        var place = new SpoolPlace(Segment, (uint)scanner.Offset, header.Length);
        switch (header.Type)
        {
            case SpoolRecordType.Content:
                if (isTorn) _tornTailContent.Add(place.Offset);
                _messages.AddContent(place, header.Number);
                return true;
            case SpoolRecordType.Commit or SpoolRecordType.Moved:
                return SpoolCommit.Read(scanner.Payload) is { } commit && (!isTorn || IsComplete(commit)) && Set(place, header, commit);
            case SpoolRecordType.Change:
                _messages.AddChange(place, header.Number, scanner.Payload);
                return true;
            case SpoolRecordType.Remove:
                _messages.Remove(header.Number);
                return true;
            default:
                NextMessage = Math.Max(NextMessage, header.Number);
                return true;
        }
    }

    private bool Set(SpoolPlace place, SpoolRecordHeader header, SpoolCommit commit)
    {
        _messages.Set(place, header.Number, commit);
        return true;
    }

    /// <summary>Of what was being written when the power failed, the commit may have come to the disk and its content not: then it was never made.</summary>
    private bool IsComplete(SpoolCommit commit) =>
        commit.Extents.All(extent => extent.Segment != Segment.Number || extent.Offset < Durable || _tornTailContent.Contains(extent.Offset));

    private RecoveredDamage Describe(in SegmentScanner scanner, bool isTorn)
    {
        var number = scanner.Header is { Type: not SpoolRecordType.Mark } known ? known.Number : (long?)null;
        var what = scanner.Header?.Type switch
        {
            null => "unreadable octets",
            SpoolRecordType.Content => $"content of message {number}",
            SpoolRecordType.Commit or SpoolRecordType.Moved => $"the envelope of message {number}",
            SpoolRecordType.Change => $"a change to message {number}",
            SpoolRecordType.Remove => $"the removal of message {number}",
            _ => "a mark",
        };
        return new(Segment, scanner.Offset, scanner.Length, what)
        {
            Number = number,
            IsTorn = isTorn,
            MayBeCommit = !isTorn && scanner.Header?.Type is null or SpoolRecordType.Commit or SpoolRecordType.Moved,
        };
    }
}
