namespace SmtpAdmin.Smtp.Relay;

/// <summary>A message that was written again, so that the segment which it was in can be dropped.</summary>
/// <param name="entry">The message.</param>
/// <param name="content">Its content records, old and new; the new ones are held in the index.</param>
/// <param name="envelope">What is stored with it from now on.</param>
/// <param name="changes">What changed since that envelope.</param>
internal sealed class MoveRequest(SpoolEntry entry, SpoolPlace[] content, ReadOnlyMemory<byte> envelope, IReadOnlyList<ReadOnlyMemory<byte>> changes) : DurableRequest
{
    private SpoolPlace _place;

    /// <inheritdoc/>
    public override long Size => SpoolRecordHeader.SizeFor(SpoolCommit.SizeFor(content.Length, envelope.Length, changes));

    /// <inheritdoc/>
    public override string? FindFault() => SpoolFaults.Find(content);

    /// <inheritdoc/>
    public override void Place(SpoolBatch batch) => _place = batch.AddCommit(SpoolRecordType.Moved, entry.Number, content, envelope.Span, changes);

    /// <inheritdoc/>
    public override void Note(SpoolIndex index) => index.Replace(entry, _place, content);

    /// <inheritdoc/>
    public override void NoteFailure(SpoolIndex index)
    {
        foreach (var place in content.Except(entry.Content)) index.Release(place);
    }
}
