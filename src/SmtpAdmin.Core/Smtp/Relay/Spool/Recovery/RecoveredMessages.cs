namespace SmtpAdmin.Smtp.Relay;

/// <summary>What the records of the log come to, taken in their order.</summary>
internal sealed class RecoveredMessages(Func<long, SpoolSegment> findSegment)
{
    private readonly Dictionary<long, RecoveredMessage> _messages = [];
    private readonly Dictionary<long, List<SpoolPlace>> _orphans = [];

    /// <summary>The messages that are there.</summary>
    public IReadOnlyCollection<RecoveredMessage> All => _messages.Values;

    /// <summary>The highest number of a message that anything was said of; 0 for none.</summary>
    public long HighestNumber { get; private set; }

    /// <summary>Takes in a block of content, which is nobody's before a commit.</summary>
    public void AddContent(SpoolPlace place, long number)
    {
        HighestNumber = Math.Max(HighestNumber, number);
        if (_orphans.TryGetValue(number, out var places)) places.Add(place);
        else _orphans.Add(number, [place]);
    }

    /// <summary>Takes in a commit, in the place of an earlier one.</summary>
    public void Set(SpoolPlace place, long number, SpoolCommit commit)
    {
        HighestNumber = Math.Max(HighestNumber, number);
        _orphans.Remove(number);
        if (!_messages.TryGetValue(number, out var message)) _messages.Add(number, message = new(new(number)));
        message.Entry.Replace(place, [.. commit.Extents.Select(extent => new SpoolPlace(findSegment(extent.Segment), extent.Offset, extent.Length))]);
        message.Envelope = commit.Envelope;
        message.Changes.Clear();
        message.Changes.AddRange(commit.Changes);
    }

    /// <summary>Takes in a change; of a message that is not there, it says nothing.</summary>
    public void AddChange(SpoolPlace place, long number, ReadOnlySpan<byte> change)
    {
        if (!_messages.TryGetValue(number, out var message)) return;
        message.Entry.AddChange(place);
        message.Changes.Add(change.ToArray());
    }

    /// <summary>Takes in a removal.</summary>
    public void Remove(long number)
    {
        HighestNumber = Math.Max(HighestNumber, number);
        _messages.Remove(number);
        _orphans.Remove(number);
    }

    /// <summary>The messages that cannot be read to their end.</summary>
    /// <param name="damage">What is damaged.</param>
    public IEnumerable<RecoveredDamage> FindDamaged(IReadOnlyList<RecoveredDamage> damage)
    {
        foreach (var message in _messages.Values)
        {
            foreach (var place in message.Entry.Content)
            {
                var segment = place.Segment;
                var isThere = !segment.IsMissing && place.Offset + place.RecordSize <= segment.End;
                if (isThere && !IsTouched(place, damage)) continue;
                yield return new(segment, place.Offset, place.RecordSize, $"content of message {message.Entry.Number}") { Number = message.Entry.Number };
            }
        }
    }

    /// <summary>Content that no commit names. A client may have gone away before the end; but where a commit may be lost, it may be of that one.</summary>
    public IEnumerable<RecoveredDamage> FindOrphans() =>
        from orphan in _orphans
        where !_messages.ContainsKey(orphan.Key)
        from place in orphan.Value
        select new RecoveredDamage(place.Segment, place.Offset, place.RecordSize, $"content of message {orphan.Key}, of which no envelope was found") { Number = orphan.Key };

    private static bool IsTouched(SpoolPlace place, IReadOnlyList<RecoveredDamage> damage)
    {
        for (var index = 0; index < damage.Count; index++)
        {
            if (damage[index].Touches(place)) return true;
        }
        return false;
    }
}
