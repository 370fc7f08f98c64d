namespace SmtpAdmin.Smtp.Relay;

/// <summary>A block of a message that is not complete: done when it is written, durable with its commit.</summary>
/// <param name="number">The message.</param>
/// <param name="block">Its octets, which are sealed.</param>
/// <param name="isDamaged">They are not what they were.</param>
internal sealed class BlockRequest(long number, SpoolBlock block, bool isDamaged) : SpoolRequest
{
    private readonly TaskCompletionSource<SpoolPlace> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private SpoolPlace _place;

    /// <summary>Where it is. It is held in the index, and to be released by who asked for it.</summary>
    public Task<SpoolPlace> Done => _done.Task;

    /// <inheritdoc/>
    public override long Size => SpoolRecordHeader.SizeFor(block.Length);

    /// <inheritdoc/>
    public override bool NeedsSync => false;

    /// <inheritdoc/>
    public override void Place(SpoolBatch batch) => _place = batch.AddContent(number, block, isDamaged);

    /// <inheritdoc/>
    public override void Note(SpoolIndex index) => index.Hold(_place, number);

    /// <inheritdoc/>
    public override void Complete() => _done.SetResult(_place);

    /// <inheritdoc/>
    public override void Fail(IOException exception) => _done.TrySetException(exception);
}
