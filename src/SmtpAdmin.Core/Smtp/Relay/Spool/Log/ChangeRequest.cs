namespace SmtpAdmin.Smtp.Relay;

/// <summary>A change to a message.</summary>
/// <param name="entry">The message.</param>
/// <param name="change">The change.</param>
/// <param name="memory">Where its octets were taken.</param>
internal sealed class ChangeRequest(SpoolEntry entry, byte[] change, SpoolMemory memory) : DurableRequest
{
    private SpoolPlace _place;

    /// <inheritdoc/>
    public override long Size => SpoolRecordHeader.SizeFor(change.Length);

    /// <inheritdoc/>
    public override bool IsPatient => true;

    /// <inheritdoc/>
    public override void Place(SpoolBatch batch) => _place = batch.Add(SpoolRecordType.Change, entry.Number, change);

    /// <inheritdoc/>
    public override void Note(SpoolIndex index)
    {
        entry.PendingChanges--;
        entry.AddChange(_place);
    }

    /// <inheritdoc/>
    public override void NoteFailure(SpoolIndex index) => entry.PendingChanges--;

    /// <inheritdoc/>
    public override void Complete()
    {
        memory.Return(change.Length);
        base.Complete();
    }

    /// <inheritdoc/>
    public override void Fail(IOException exception)
    {
        memory.Return(change.Length);
        base.Fail(exception);
    }
}
