using System.Diagnostics.CodeAnalysis;

namespace SmtpAdmin.Smtp.Relay;

/// <summary>What is in the log: messages and segments. Everything here is read and changed under <see cref="Gate"/>, which nobody holds while the disk works.</summary>
internal sealed class SpoolIndex
{
    private readonly Dictionary<long, SpoolEntry> _messages = [];
    private readonly List<SpoolSegment> _segments = [];
    private long _keptOctets;

    /// <summary>Guards it all.</summary>
    public object Gate { get; } = new();

    /// <summary>The segments, oldest first.</summary>
    public IReadOnlyList<SpoolSegment> Segments => _segments;

    /// <summary>How many messages there are.</summary>
    public int Count => _messages.Count;

    /// <summary>The octets of all messages. May be read without the gate.</summary>
    public long KeptOctets => Volatile.Read(ref _keptOctets);

    /// <summary>The octets of all records.</summary>
    public long TotalOctets { get; private set; }

    /// <summary>The octets of those records that are needed.</summary>
    public long LiveOctets { get; private set; }

    /// <summary>Finds a message.</summary>
    public bool TryFind(long number, [NotNullWhen(true)] out SpoolEntry? entry) => _messages.TryGetValue(number, out entry);

    /// <summary>Takes in a new segment, behind the others.</summary>
    public void Add(SpoolSegment segment)
    {
        _segments.Add(segment);
        TotalOctets += RecordOctets(segment);
    }

    /// <summary>A segment now ends somewhere else.</summary>
    public void SetEnd(SpoolSegment segment, long end)
    {
        TotalOctets += end - segment.End;
        segment.End = end;
    }

    /// <summary>Forgets the oldest segment.</summary>
    public void DropOldest()
    {
        TotalOctets -= RecordOctets(_segments[0]);
        _segments.RemoveAt(0);
    }

    /// <summary>Takes in a message, whose content records already count.</summary>
    public void Add(SpoolEntry entry)
    {
        _messages.Add(entry.Number, entry);
        _keptOctets += entry.Length;
        Hold(entry.Commit, entry.Number);
    }

    /// <summary>Puts a commit in the place of another; new content records already count.</summary>
    public void Replace(SpoolEntry entry, SpoolPlace commit, SpoolPlace[] content)
    {
        foreach (var place in entry.Content)
        {
            if (!content.Contains(place)) Release(place);
        }
        Release(entry.Commit);
        entry.Replace(commit, content);
        Hold(commit, entry.Number);
    }

    /// <summary>Forgets a message.</summary>
    public void Remove(SpoolEntry entry)
    {
        if (!_messages.Remove(entry.Number)) return;
        _keptOctets -= entry.Length;
        foreach (var place in entry.Content) Release(place);
        Release(entry.Commit);
    }

    /// <summary>A record is needed.</summary>
    /// <param name="place">The record.</param>
    /// <param name="message">Whose it is.</param>
    public void Hold(SpoolPlace place, long message)
    {
        var segment = place.Segment;
        segment.References++;
        segment.LiveOctets += place.RecordSize;
        LiveOctets += place.RecordSize;
        if (segment.Messages.Count == 0 || segment.Messages[^1] != message) segment.Messages.Add(message);
    }

    /// <summary>A record is not needed any more.</summary>
    public void Release(SpoolPlace place)
    {
        var segment = place.Segment;
        segment.References--;
        segment.LiveOctets -= place.RecordSize;
        LiveOctets -= place.RecordSize;
    }

    /// <summary>The octets of all records of a segment.</summary>
    public static long RecordOctets(SpoolSegment segment) => Math.Max(segment.End - SpoolSegmentHeader.Size, 0);
}
