namespace SmtpAdmin.Smtp.Relay;

/// <summary>Records that are written at once. Small payloads are copied together, large ones are written from where they are. Used by the writer alone.</summary>
internal sealed class SpoolBatch
{
    private const int ChunkSize = 512 * 1024; // octets
    private const int MostCopied = 16 * 1024; // octets: copying this costs less than one more buffer for the system
    private const int MostKept = 16; // chunks

    private readonly List<ReadOnlyMemory<byte>> _buffers = [];
    private readonly List<byte[]> _chunks = [];
    private SpoolSegment _segment = null!;
    private uint _durable;
    private int _chunk;
    private int _from;
    private int _at;

    /// <summary>Where the next record will stand.</summary>
    public long Offset { get; private set; }

    /// <summary>What is to be written.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Buffers => _buffers;

    /// <summary>Begins a batch.</summary>
    /// <param name="segment">The segment that it goes to.</param>
    /// <param name="offset">Where in it.</param>
    /// <param name="durable">What of it is durable by now.</param>
    public void Begin(SpoolSegment segment, long offset, long durable)
    {
        _segment = segment;
        _durable = (uint)durable;
        Offset = offset;
    }

    /// <summary>Forgets what was in it, and what it pointed to.</summary>
    public void Clear()
    {
        _buffers.Clear();
        _chunks.RemoveAll(chunk => chunk.Length > ChunkSize);
        if (_chunks.Count > MostKept) _chunks.RemoveRange(MostKept, _chunks.Count - MostKept);
        _chunk = _from = _at = 0;
    }

    /// <summary>Ends the writing of small payloads: what was copied joins the rest.</summary>
    public void End() => Flush();

    /// <summary>Adds a record with a small payload.</summary>
    public SpoolPlace Add(SpoolRecordType type, long number, ReadOnlySpan<byte> payload)
    {
        var room = Begin(type, isDamaged: false, number, payload.Length, Crc32C.Of(payload), out var place);
        payload.CopyTo(room);
        return place;
    }

    /// <summary>Adds a commit, or what takes its place.</summary>
    public SpoolPlace AddCommit(SpoolRecordType type, long number, ReadOnlySpan<SpoolPlace> content, ReadOnlySpan<byte> envelope, IReadOnlyList<ReadOnlyMemory<byte>> changes)
    {
        var length = checked((int)SpoolCommit.SizeFor(content.Length, envelope.Length, changes));
        var record = Reserve((int)SpoolRecordHeader.SizeFor(length));
        var payload = record.Slice(SpoolRecordHeader.Size, length);
        SpoolCommit.Write(payload, content, envelope, changes);
        return Head(record, new(type, false, length, _durable, number, Crc32C.Of(payload)));
    }

    /// <summary>Adds a record of content.</summary>
    /// <param name="number">The message.</param>
    /// <param name="content">The octets; not changed before the batch was written.</param>
    /// <param name="isDamaged">They are not what they were.</param>
    public SpoolPlace AddContent(long number, SpoolBlock content, bool isDamaged)
    {
        var length = content.Length;
        if (length <= MostCopied)
        {
            var room = Begin(SpoolRecordType.Content, isDamaged, number, length, content.Sum, out var copied);
            for (var index = 0; index < content.Count; index++)
            {
                content[index].Span.CopyTo(room);
                room = room[content[index].Length..];
            }
            return copied;
        }
        var place = Head(Reserve(SpoolRecordHeader.Size), new(SpoolRecordType.Content, isDamaged, length, _durable, number, content.Sum));
        Flush();
        for (var index = 0; index < content.Count; index++) _buffers.Add(content[index]);
        var padding = (int)(SpoolRecordHeader.SizeFor(length) - SpoolRecordHeader.Size - length);
        Reserve(padding).Clear();
        Offset += length;
        return place;
    }

    private Span<byte> Begin(SpoolRecordType type, bool isDamaged, long number, int length, uint sum, out SpoolPlace place)
    {
        var record = Reserve((int)SpoolRecordHeader.SizeFor(length));
        place = Head(record, new(type, isDamaged, length, _durable, number, sum));
        return record.Slice(SpoolRecordHeader.Size, length);
    }

    /// <summary>Writes the header of the record that was just given room, and zeros behind its payload.</summary>
    private SpoolPlace Head(Span<byte> record, SpoolRecordHeader header)
    {
        var offset = Offset - record.Length;
        header.Write(record, _segment.Salt, _segment.Number, offset);
        if (record.Length > SpoolRecordHeader.Size) record[(SpoolRecordHeader.Size + header.Length)..].Clear();
        return new(_segment, (uint)offset, header.Length);
    }

    private Span<byte> Reserve(int size)
    {
        if (_chunk == _chunks.Count) _chunks.Add(new byte[Math.Max(size, ChunkSize)]);
        if (_at + size > _chunks[_chunk].Length)
        {
            Flush();
            _chunk++;
            _from = _at = 0;
            if (_chunk == _chunks.Count) _chunks.Add(new byte[Math.Max(size, ChunkSize)]);
            else if (_chunks[_chunk].Length < size) _chunks[_chunk] = new byte[size];
        }
        var room = _chunks[_chunk].AsSpan(_at, size);
        _at += size;
        Offset += size;
        return room;
    }

    private void Flush()
    {
        if (_at > _from) _buffers.Add(_chunks[_chunk].AsMemory(_from, _at - _from));
        _from = _at;
    }
}
