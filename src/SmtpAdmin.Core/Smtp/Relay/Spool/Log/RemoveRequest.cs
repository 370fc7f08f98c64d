namespace SmtpAdmin.Smtp.Relay;

/// <summary>The end of a message.</summary>
internal sealed class RemoveRequest(SpoolEntry entry) : DurableRequest
{
    /// <inheritdoc/>
    public override long Size => SpoolRecordHeader.Size;

    /// <inheritdoc/>
    public override bool IsPatient => true;

    /// <inheritdoc/>
    public override void Place(SpoolBatch batch) => batch.Add(SpoolRecordType.Remove, entry.Number, []);

    /// <inheritdoc/>
    public override void Note(SpoolIndex index)
    {
        entry.PendingRemovals--;
        index.Remove(entry);
    }

    /// <inheritdoc/>
    public override void NoteFailure(SpoolIndex index) => entry.PendingRemovals--;
}
