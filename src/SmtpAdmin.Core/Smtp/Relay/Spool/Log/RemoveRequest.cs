namespace SmtpAdmin.Smtp.Relay;

/// <summary>The end of a message.</summary>
internal sealed class RemoveRequest(SpoolEntry entry) : SpoolRequest
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Done when it is durable.</summary>
    public Task Done => _done.Task;

    /// <inheritdoc/>
    public override long Size => SpoolRecordHeader.Size;

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

    /// <inheritdoc/>
    public override void Complete() => _done.SetResult();

    /// <inheritdoc/>
    public override void Fail(IOException exception) => _done.SetException(exception);
}
