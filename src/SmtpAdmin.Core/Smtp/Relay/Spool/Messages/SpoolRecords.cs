namespace SmtpAdmin.Smtp.Relay;

/// <summary>Reads single records.</summary>
internal static class SpoolRecords
{
    /// <summary>Reads a record, header included, and checks it.</summary>
    /// <param name="place">Where it is; its segment is pinned.</param>
    /// <param name="number">Whose it is.</param>
    /// <param name="type">What it is to be; a commit may be one that was moved.</param>
    /// <param name="buffer">Gets the header and, behind it, the payload.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The header.</returns>
    /// <exception cref="SpoolDamageException">It is not what was written.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static async ValueTask<SpoolRecordHeader> ReadAsync(SpoolPlace place, long number, SpoolRecordType type, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        var segment = place.Segment;
        var file = segment.OpenFile();
        buffer = buffer[..SizeOf(place)];
        // What was just written is in the system's memory: not worth another thread.
        var count = segment.IsRecent ? file.Read(place.Offset, buffer.Span) : await file.ReadAsync(place.Offset, buffer, cancellationToken).ConfigureAwait(false);
        return count == buffer.Length && Check(place, number, type, buffer.Span) is { } header
            ? header
            : throw new SpoolDamageException($"Message {number} is damaged in segment {segment.Number} of the spool, at octet {place.Offset}.");
    }

    /// <summary>The octets to read for a record.</summary>
    public static int SizeOf(SpoolPlace place) => SpoolRecordHeader.Size + place.Length;

    private static SpoolRecordHeader? Check(SpoolPlace place, long number, SpoolRecordType type, ReadOnlySpan<byte> record) =>
        SpoolRecordHeader.TryRead(record, place.Segment.Salt, place.Segment.Number, place.Offset, out var header)
        && header.Number == number && header.Length == place.Length && IsA(header.Type, type)
        && Crc32C.Of(record[SpoolRecordHeader.Size..]) == header.Sum ? header : null;

    private static bool IsA(SpoolRecordType found, SpoolRecordType wanted) => found == wanted || (found == SpoolRecordType.Moved && wanted == SpoolRecordType.Commit);
}
