namespace SmtpAdmin.Smtp.Relay;

/// <summary>Something to be written that is done when it is durable.</summary>
internal abstract class DurableRequest : SpoolRequest
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Done when it is durable.</summary>
    public Task Done => _done.Task;

    /// <inheritdoc/>
    public override void Complete() => _done.SetResult();

    /// <inheritdoc/>
    public override void Fail(IOException exception) => _done.TrySetException(exception);
}
