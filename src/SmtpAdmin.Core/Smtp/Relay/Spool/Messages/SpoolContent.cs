using System.Buffers;

namespace SmtpAdmin.Smtp.Relay;

/// <summary>A message that is read. Where it is stays readable meanwhile, even when it is moved, removed or dropped.</summary>
internal sealed class SpoolContent : ISpoolContent
{
    private readonly long _number;
    private readonly SpoolPlace[] _places;
    private byte[] _buffer = [];
    private int _next;
    private bool _isDisposed;

    /// <summary>Begins to read; under the index's gate, where there is one.</summary>
    /// <param name="entry">The message.</param>
    public SpoolContent(SpoolEntry entry)
    {
        _number = entry.Number;
        _places = entry.Content;
        Length = entry.Length;
        foreach (var segment in Segments()) segment.Pin();
    }

    /// <inheritdoc/>
    public long Length { get; }

    /// <inheritdoc/>
    public async ValueTask<ReadOnlyMemory<byte>> ReadAsync(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        while (_next < _places.Length && _places[_next].Length == 0) _next++;
        if (_next == _places.Length) return default;
        var place = _places[_next];
        if (_buffer.Length < SpoolRecords.SizeOf(place)) Rent(SpoolRecords.SizeOf(place));
        var header = await SpoolRecords.ReadAsync(place, _number, SpoolRecordType.Content, _buffer, cancellationToken).ConfigureAwait(false);
        if (header.IsDamaged) throw new SpoolDamageException($"Message {_number} was damaged in the spool before it was moved to segment {place.Segment.Number}.");
        _next++;
        return _buffer.AsMemory(SpoolRecordHeader.Size, place.Length);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        if (_isDisposed) return ValueTask.CompletedTask;
        _isDisposed = true;
        foreach (var segment in Segments()) segment.Unpin();
        if (_buffer.Length > 0) ArrayPool<byte>.Shared.Return(_buffer);
        return ValueTask.CompletedTask;
    }

    private void Rent(int size)
    {
        if (_buffer.Length > 0) ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        _buffer = ArrayPool<byte>.Shared.Rent(size);
    }

    private IEnumerable<SpoolSegment> Segments()
    {
        SpoolSegment? last = null;
        foreach (var place in _places)
        {
            if (place.Segment == last) continue;
            yield return last = place.Segment;
        }
    }
}
