namespace SmtpAdmin.Smtp.Relay;

/// <summary>
/// Says what is done next about segments. While there is room, garbage may lie about: what is moved late has often gone by then. When the disk nears
/// the mark at which no mail is taken in, all of it counts, the segment that is being written included, but only where that frees at least
/// as much as has to be written again: a disk that is full of mail which is needed is not worn out by moving it to and fro.
/// </summary>
/// <param name="options">The options.</param>
/// <param name="index">The segments.</param>
/// <param name="free">Octets free on the disk.</param>
/// <param name="least">With fewer octets free, no mail is taken in.</param>
internal sealed class SpoolThrift(SpoolOptions options, SpoolIndex index, Func<long> free, Func<long> least)
{
    private const long ForSegment = 64 * 1024; // octets: a new segment's beginning, and a little that is written meanwhile
    private const long LeastWorth = 64 * 1024; // octets of garbage: less is not worth the syncs, even while no mail is taken in
    private const int UsualShare = 8; // of a segment: less is not worth them while it is

    /// <summary>Finds what is to be done. Cheap; under the index's gate.</summary>
    public SpoolChore Find()
    {
        if (index.Segments.Count == 0) return SpoolChore.None;
        var oldest = index.Segments[0];
        if (index.Segments.Count > 1) // the last one is written
        {
            if (oldest.References == 0) return SpoolChore.Drop;
            if (IsTooMuchGarbage(oldest)) return SpoolChore.Move;
        }
        return FindWhenShort(oldest);
    }

    private long Garbage => index.TotalOctets - index.LiveOctets;

    private bool IsTooMuchGarbage(SpoolSegment oldest) =>
        Garbage > options.MaxGarbageSegments * options.SegmentSize && (Garbage > index.LiveOctets || oldest.LiveOctets < oldest.End / 4);

    private SpoolChore FindWhenShort(SpoolSegment oldest)
    {
        var (left, needed) = (free(), least());
        if (left - options.SegmentSize >= needed) return SpoolChore.None; // a segment's worth before the mark: moving takes room, too
        var worth = options.SegmentSize / UsualShare;
        if (left < needed) worth = Math.Min(worth, LeastWorth);
        if (Garbage < worth) return SpoolChore.None;
        var count = CountThatPays(worth);
        // The room comes back when the oldest goes, and until then what is moved lies there twice.
        var room = oldest.LiveOctets == 0 ? ForSegment : oldest.LiveOctets + SpoolRoom.ForMoves;
        if (count == 0 || left < room) return SpoolChore.None;
        return count == index.Segments.Count ? SpoolChore.Seal : SpoolChore.Move;
    }

    /// <summary>How many segments, from the oldest on and as few as possible, have more garbage than what has to be moved out of them; 0 when none.</summary>
    private int CountThatPays(long worth)
    {
        long garbage = 0, live = 0;
        for (var at = 0; at < index.Segments.Count; at++)
        {
            var segment = index.Segments[at];
            live += segment.LiveOctets;
            if (!segment.IsKeptAside) garbage += SpoolIndex.RecordOctets(segment) - segment.LiveOctets; // that one keeps its room
            if (garbage >= worth && garbage >= live) return at + 1;
        }
        return 0;
    }
}
