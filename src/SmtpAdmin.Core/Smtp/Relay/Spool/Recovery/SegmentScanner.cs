namespace SmtpAdmin.Smtp.Relay;

/// <summary>Goes through the records of a segment, over what is damaged to the next that is whole.</summary>
/// <param name="window">The segment's octets.</param>
/// <param name="segment">The segment.</param>
/// <param name="from">Where to begin.</param>
/// <param name="limit">Where to end.</param>
/// <param name="readContentFrom">From where on the payload of content is read and checked; before, it is leapt over.</param>
internal ref struct SegmentScanner(SegmentWindow window, SpoolSegment segment, long from, long limit, long readContentFrom)
{
    private const int SearchStep = 64 * 1024; // octets

    private long _next = from;

    /// <summary>Where this part begins.</summary>
    public long Offset { get; private set; }

    /// <summary>The octets of this part.</summary>
    public readonly long Length => _next - Offset;

    /// <summary>The record's header; null where none is to be found.</summary>
    public SpoolRecordHeader? Header { get; private set; }

    /// <summary>The record is whole, as far as it was read.</summary>
    public bool IsWhole { get; private set; }

    /// <summary>The record's payload, unless it is content that was leapt over. Valid until the next move.</summary>
    public ReadOnlySpan<byte> Payload { get; private set; }

    /// <summary>Goes to the next part: a record, or octets that are none.</summary>
    /// <returns>False at the end.</returns>
    public bool MoveNext()
    {
        Offset = _next;
        Payload = [];
        Header = null;
        IsWhole = false;
        if (Offset >= limit) return false;
        if (HeaderAt(Offset) is { } header)
        {
            Header = header;
            _next = Offset + header.RecordSize;
            if (header.Type == SpoolRecordType.Content && Offset < readContentFrom)
            {
                IsWhole = true;
                return true;
            }
            Payload = window.Get(Offset + SpoolRecordHeader.Size, header.Length);
            IsWhole = Payload.Length == header.Length && Crc32C.Of(Payload) == header.Sum;
            return true;
        }
        _next = FindHeader(Offset + SpoolRecordHeader.Alignment);
        return true;
    }

    private readonly SpoolRecordHeader? HeaderAt(long offset) =>
        SpoolRecordHeader.TryRead(window.Get(offset, SpoolRecordHeader.Size), segment.Salt, segment.Number, offset, out var header)
        && offset + header.RecordSize <= limit ? header : null;

    /// <summary>Looks for the next header; the salt in its sum keeps what a mail has in it from passing for one.</summary>
    private readonly long FindHeader(long offset)
    {
        while (offset + SpoolRecordHeader.Size <= limit)
        {
            var octets = window.Get(offset, (int)Math.Min(SearchStep, limit - offset));
            if (octets.IsEmpty) break;
            for (var at = 0; at + sizeof(uint) <= octets.Length; at += SpoolRecordHeader.Alignment)
            {
                if (!SpoolRecordHeader.MayBegin(octets[at..])) continue;
                if (HeaderAt(offset + at) is not null) return offset + at;
                octets = window.Get(offset, (int)Math.Min(SearchStep, limit - offset));
            }
            offset += Math.Max(octets.Length & -SpoolRecordHeader.Alignment, SpoolRecordHeader.Alignment);
        }
        return limit;
    }
}
