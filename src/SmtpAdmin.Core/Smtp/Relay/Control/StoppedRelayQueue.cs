using System.Runtime.CompilerServices;

namespace SmtpAdmin.Smtp.Relay;

/// <summary>The queue of a relay that does not run. Looking at it changes nothing; a change takes the spool for as long as it lasts.</summary>
internal sealed class StoppedRelayQueue(string spoolPath, TimeProvider time) : ISmtpRelayQueue
{
    private static readonly SmtpRelayOptions NoOptions = new() { SpoolPath = "", HostName = "localhost", Listeners = [], Routes = [new SmtpRelayRoute()] };

    /// <inheritdoc/>
    public async Task<SmtpRelayStatus> GetStatusAsync(CancellationToken cancellationToken)
    {
        using var queue = await ReadAsync(cancellationToken).ConfigureAwait(false);
        return new SmtpRelayStatus
        {
            State = SmtpRelayState.Stopped,
            SpoolPath = spoolPath,
            AuditPath = Path.Combine(spoolPath, "audit"),
            Queue = queue.Figures(),
        };
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<SmtpQueueItem> ListAsync(SmtpQueueFilter filter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var queue = await ReadAsync(cancellationToken).ConfigureAwait(false);
        foreach (var item in queue.List(filter)) yield return item;
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<SmtpQueueItem> ChangeAsync(SmtpQueueAction action, SmtpQueueFilter filter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var item in await ChangeAllAsync(action, filter, cancellationToken).ConfigureAwait(false)) yield return item;
    }

    /// <inheritdoc/>
    public async Task ExportAsync(string queueId, Stream destination, CancellationToken cancellationToken)
    {
        var reading = await OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = reading.ConfigureAwait(false);
        using var queue = Queue(reading);
        queue.Restore(reading.Messages);
        var content = QueueActions.OpenContent(queue, reading, queueId) ?? throw new SmtpRelayException($"There is no message '{PlainText.Excerpt(queueId)}' in the queue.");
        await using var __ = content.ConfigureAwait(false);
        while (true)
        {
            ReadOnlyMemory<byte> block;
            try
            {
                block = await content.ReadAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (SpoolDamageException problem)
            {
                throw new SmtpRelayException(problem.Message, problem);
            }
            if (block.IsEmpty) return;
            await destination.WriteAsync(block, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>There is nothing to let go of.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
