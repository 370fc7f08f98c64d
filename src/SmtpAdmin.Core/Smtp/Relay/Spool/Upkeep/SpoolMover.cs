using System.Buffers;

namespace SmtpAdmin.Smtp.Relay;

/// <summary>Writes again, at the end of the log, what is still needed of its oldest segment.</summary>
/// <param name="writer">Writes it.</param>
/// <param name="index">Where it is.</param>
/// <param name="free">Octets free on the disk.</param>
internal sealed class SpoolMover(SpoolWriter writer, SpoolIndex index, Func<long> free)
{
    private const int MostAtOnce = 64; // messages that share a sync
    private const int MostTries = 8;
    private const int MostReadFailures = 5;

    private readonly Dictionary<long, int> _readFailures = [];

    /// <summary>What a message's owner wants to be stored with it now, in the place of its envelope and its changes; see <see cref="Spool.Snapshot"/>.</summary>
    public Func<long, byte[]?>? Snapshot { get; set; }

    /// <summary>Moves what is in a segment; not what changes too fast nor what there is no room for now, which is moved the next time.</summary>
    /// <exception cref="IOException">It could not be read or written.</exception>
    public async Task MoveAsync(SpoolSegment segment, CancellationToken cancellationToken)
    {
        long[] messages;
        lock (index.Gate) messages = [.. segment.Messages.Distinct()];
        var moves = new List<Task>();
        segment.Pin();
        try
        {
            foreach (var message in messages)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (await MoveAsync(segment, message, cancellationToken).ConfigureAwait(false) is { } move) moves.Add(move);
                if (moves.Count < MostAtOnce) continue;
                await Task.WhenAll(moves).ConfigureAwait(false);
                moves.Clear();
            }
        }
        finally
        {
            segment.Unpin();
            await Task.WhenAll(moves).ConfigureAwait(false);
        }
    }

    /// <summary>Moves one message.</summary>
    /// <returns>Done when it is durable; null when nothing is to be moved now.</returns>
    private async Task<Task?> MoveAsync(SpoolSegment segment, long message, CancellationToken cancellationToken)
    {
        SpoolEntry? entry;
        SpoolPlace[] old;
        lock (index.Gate)
        {
            if (!index.TryFind(message, out entry) || entry.PendingRemovals > 0) return null;
            old = entry.Content;
            if (entry.Commit.Segment != segment && Array.TrueForAll(old, place => place.Segment != segment)) return null;
            if (free() - old.Where(place => place.Segment == segment).Sum(place => place.RecordSize) < SpoolRoom.ForMoves) return null; // others fill the disk meanwhile
        }
        if (Snapshot?.Invoke(message) is null && !await IsSaidReadableAsync(entry, cancellationToken).ConfigureAwait(false)) return null;
        var content = (SpoolPlace[])old.Clone();
        var isHandedOver = false;
        try
        {
            for (var at = 0; at < content.Length; at++)
            {
                if (old[at].Segment == segment) content[at] = await CopyAsync(old[at], message, cancellationToken).ConfigureAwait(false);
            }
            var move = await CommitAsync(entry, content, cancellationToken).ConfigureAwait(false);
            isHandedOver = move is not null;
            return move;
        }
        finally
        {
            if (!isHandedOver) Release(content.Except(old));
        }
    }

    /// <summary>Asks for the move, at a moment when what it says of the message is what the log before it says.</summary>
    private async Task<Task?> CommitAsync(SpoolEntry entry, SpoolPlace[] content, CancellationToken cancellationToken)
    {
        for (var tries = 0; tries < MostTries; tries++)
        {
            int version;
            bool isSettled;
            lock (index.Gate)
            {
                version = entry.Version;
                isSettled = entry.PendingChanges == 0;
            }
            // Never under the gate: the queue may hold a lock of its own while it asks for a change.
            var envelope = Snapshot?.Invoke(entry.Number);
            if (envelope is null && !isSettled) continue;
            var said = envelope is { } given ? (Envelope: given, Changes: []) : await ReadSaidAsync(entry, cancellationToken).ConfigureAwait(false);
            lock (index.Gate)
            {
                if (entry.PendingRemovals > 0 || !index.TryFind(entry.Number, out _)) return null;
                if (entry.Version != version) continue;
                var request = new MoveRequest(entry, content, said.Envelope, said.Changes);
                writer.Add(request);
                return request.Done;
            }
        }
        return null;
    }

    /// <summary>Without its envelope a message cannot be moved, and stays where it is until its owner removes it.</summary>
    private async Task<bool> IsSaidReadableAsync(SpoolEntry entry, CancellationToken cancellationToken)
    {
        try
        {
            await ReadSaidAsync(entry, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (SpoolDamageException)
        {
            return false;
        }
    }

    /// <summary>What the log says of a message.</summary>
    private async Task<(ReadOnlyMemory<byte> Envelope, ReadOnlyMemory<byte>[] Changes)> ReadSaidAsync(SpoolEntry entry, CancellationToken cancellationToken)
    {
        SpoolPlace commit;
        SpoolPlace[] changes;
        lock (index.Gate)
        {
            commit = entry.Commit;
            changes = [.. entry.Changes];
        }
        var said = SpoolCommit.Read((await ReadAsync(commit, entry.Number, SpoolRecordType.Commit, cancellationToken).ConfigureAwait(false)).Span)
            ?? throw new SpoolDamageException($"What is stored with message {entry.Number} is damaged.");
        var all = new List<ReadOnlyMemory<byte>>(said.Changes);
        foreach (var change in changes) all.Add(await ReadAsync(change, entry.Number, SpoolRecordType.Change, cancellationToken).ConfigureAwait(false));
        return (said.Envelope, [.. all]);
    }

    private static async Task<ReadOnlyMemory<byte>> ReadAsync(SpoolPlace place, long number, SpoolRecordType type, CancellationToken cancellationToken)
    {
        var record = new byte[SpoolRecords.SizeOf(place)];
        place.Segment.Pin();
        try
        {
            await SpoolRecords.ReadAsync(place, number, type, record, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            place.Segment.Unpin();
        }
        return record.AsMemory(SpoolRecordHeader.Size);
    }

    /// <summary>Writes a content record again: what is damaged as it is, and marked, and the segment that it was in is not deleted.</summary>
    private async Task<SpoolPlace> CopyAsync(SpoolPlace place, long number, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(SpoolRecords.SizeOf(place));
        try
        {
            var isDamaged = await ReadAnywayAsync(place, number, buffer, cancellationToken).ConfigureAwait(false);
            if (isDamaged) place.Segment.IsKeptAside = true;
            var block = new SpoolBlock();
            block.Append(buffer.AsMemory(SpoolRecordHeader.Size, place.Length));
            block.Seal();
            var request = new BlockRequest(number, block, isDamaged);
            writer.Add(request);
            return await request.Done.ConfigureAwait(false);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Reads a content record whether it is damaged or not; what cannot be read at all, time after time, is zeros.</summary>
    /// <returns>Whether it is damaged.</returns>
    private async Task<bool> ReadAnywayAsync(SpoolPlace place, long number, byte[] buffer, CancellationToken cancellationToken)
    {
        buffer.AsSpan(0, SpoolRecords.SizeOf(place)).Clear();
        try
        {
            var header = await SpoolRecords.ReadAsync(place, number, SpoolRecordType.Content, buffer, cancellationToken).ConfigureAwait(false);
            return header.IsDamaged;
        }
        catch (SpoolDamageException)
        {
            return true; // what was read is in the buffer
        }
        catch (IOException) when (HasFailedOften(place.Segment.Number))
        {
            return true;
        }
    }

    private bool HasFailedOften(long segment)
    {
        _readFailures[segment] = _readFailures.GetValueOrDefault(segment) + 1;
        return _readFailures[segment] > MostReadFailures;
    }

    private void Release(IEnumerable<SpoolPlace> places)
    {
        lock (index.Gate)
        {
            foreach (var place in places) index.Release(place);
        }
    }
}
