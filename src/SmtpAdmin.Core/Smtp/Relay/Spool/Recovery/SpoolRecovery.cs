namespace SmtpAdmin.Smtp.Relay;

/// <summary>
/// Reads the whole log: which messages there are, and what is damaged. Changes nothing on disk. Beside a running relay it goes on with the
/// segments that were begun meanwhile, so that a message that was moved is found in its new place.
/// </summary>
internal sealed class SpoolRecovery
{
    private readonly string _path;
    private readonly ISpoolFiles _files;
    private readonly bool _isLive;
    private readonly SortedDictionary<long, RecoveredSegment> _opened = [];
    private readonly Dictionary<long, SpoolSegment> _missing = [];
    private readonly RecoveredMessages _messages;
    private readonly List<RecoveredDamage> _damage = [];

    private SpoolRecovery(string path, ISpoolFiles files, bool isLive)
    {
        _path = path;
        _files = files;
        _isLive = isLive;
        _messages = new(FindSegment);
    }

    /// <summary>The segments that have records, oldest first.</summary>
    public List<RecoveredSegment> Segments { get; } = [];

    /// <summary>Files that came to nothing: nobody was ever promised anything of them.</summary>
    public List<RecoveredSegment> Leftovers { get; } = [];

    /// <summary>Segments of which nothing can be read.</summary>
    public List<RecoveredSegment> Unreadable { get; } = [];

    /// <summary>What is damaged.</summary>
    public IReadOnlyList<RecoveredDamage> Damage => _damage;

    /// <summary>The messages, by number.</summary>
    public IEnumerable<RecoveredMessage> Messages => _messages.All.OrderBy(message => message.Entry.Number);

    /// <summary>Message numbers below this one may have been given away.</summary>
    public long NextMessage { get; private set; } = 1;

    /// <summary>The highest number of a segment's file; 0 for none.</summary>
    public long LastNumber { get; private set; }

    /// <summary>Reads a spool.</summary>
    /// <param name="path">Its folder.</param>
    /// <param name="files">The disk.</param>
    /// <param name="isLive">A relay may be running.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="IOException">A file cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be opened.</exception>
    /// <exception cref="NotSupportedException">A later version wrote it.</exception>
    public static SpoolRecovery Read(string path, ISpoolFiles files, bool isLive, CancellationToken cancellationToken)
    {
        var recovery = new SpoolRecovery(path, files, isLive);
        while (recovery.FindFiles() && isLive) recovery.ReadSegments(isFinal: false, cancellationToken);
        recovery.ReadSegments(isFinal: true, cancellationToken);
        recovery.Finish();
        return recovery;
    }

    private void ReadSegments(bool isFinal, CancellationToken cancellationToken)
    {
        foreach (var segment in Segments)
        {
            cancellationToken.ThrowIfCancellationRequested();
            segment.Read(_isLive, isFinal);
        }
    }

    /// <summary>Takes in the files that are new.</summary>
    /// <returns>False when none is.</returns>
    private bool FindFiles()
    {
        var isNew = false;
        var numbers = SpoolPaths.Segments(_files.List(_path)).Where(number => number > LastNumber).ToArray();
        foreach (var number in numbers)
        {
            var segment = RecoveredSegment.Open(_path, number, _files, _messages, _damage);
            if (_isLive && number == numbers[^1] && segment is { Header: null, HoldsNothing: true }) break; // the relay is just making it
            isNew = true;
            LastNumber = number;
            // One that is gone was dropped since the names were read, after what is needed of it was moved behind the others.
            if (segment is not null) _opened.Add(number, segment);
        }
        if (isNew) Link();
        return isNew;
    }

    /// <summary>Goes back from the newest, where each tells which one is before it and where that ends.</summary>
    private void Link()
    {
        Segments.Clear();
        SpoolSegmentHeader? next = null;
        foreach (var segment in _opened.Values.Reverse())
        {
            var number = segment.Segment.Number;
            if (next is not null && number > next.Previous)
            {
                Leftovers.Add(segment); // begun, and given up at once
                continue;
            }
            if (next is not null && number < next.Previous && !_isLive) AddMissing(next.Previous);
            if (next is not null && number == next.Previous) segment.SetEnd(next);
            if (segment.Header is not null) Segments.Insert(0, segment);
            else if (number == LastNumber && segment.HoldsNothing) Leftovers.Add(segment);
            else if (!Unreadable.Contains(segment)) AddUnreadable(segment);
            next = segment.Header;
        }
    }

    private void AddUnreadable(RecoveredSegment segment)
    {
        Unreadable.Add(segment);
        _damage.Add(new(segment.Segment, 0, segment.FileLength, "a whole segment, whose beginning is unreadable") { MayBeCommit = true });
    }

    private void AddMissing(long number) => _damage.Add(new(FindSegment(number), 0, 0, "a whole segment, which is missing") { MayBeCommit = true });

    private void Finish()
    {
        foreach (var segment in Segments) NextMessage = Math.Max(NextMessage, Math.Max(segment.Header!.NextMessage, segment.NextMessage));
        NextMessage = Math.Max(NextMessage, _messages.HighestNumber + 1);
        var known = _damage.ToArray();
        _damage.AddRange(_messages.FindDamaged(known).Where(part => !known.Any(other => other.Number == part.Number && other.Segment == part.Segment && other.Offset == part.Offset)));
        if (known.Any(part => part.MayBeCommit)) _damage.AddRange(_messages.FindOrphans());
    }

    private SpoolSegment FindSegment(long number)
    {
        if (_opened.TryGetValue(number, out var found)) return found.Segment;
        if (!_missing.TryGetValue(number, out var missing))
            _missing.Add(number, missing = new(_files, SpoolPaths.Segment(_path, number), number, 0) { IsMissing = true });
        return missing;
    }
}
