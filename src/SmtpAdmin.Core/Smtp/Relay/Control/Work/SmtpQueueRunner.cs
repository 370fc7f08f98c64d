namespace SmtpAdmin.Smtp.Relay;

/// <summary>Works off what is asked of queues, in few requests to each, however many messages are named one by one. Holds names of messages, never all messages.</summary>
/// <param name="report">Hears what comes of it. What it throws ends the work.</param>
/// <param name="timeProvider">The clock.</param>
public sealed class SmtpQueueRunner(ISmtpQueueReport report, TimeProvider timeProvider)
{
    /// <summary>How many messages are named in one request at most: it stays far below what a relay takes, and holds up nobody for long.</summary>
    internal const int BatchSize = 10_000;

    /// <summary>Shows messages, the oldest of a queue first.</summary>
    /// <param name="requests">What is asked for.</param>
    /// <param name="filter">What else they have to be.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public Task ListAsync(IAsyncEnumerable<SmtpQueueRequest> requests, SmtpQueueFilter filter, CancellationToken cancellationToken) =>
        ForEachAsync(requests, filter, (_, item, token) => report.ItemAsync(item, token).AsTask(), cancellationToken);

    /// <summary>Does something with each message, the oldest of a queue first.</summary>
    /// <param name="requests">What is asked for.</param>
    /// <param name="filter">What else they have to be.</param>
    /// <param name="action">What is done, with the queue that a message is in.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public Task ForEachAsync(
        IAsyncEnumerable<SmtpQueueRequest> requests, SmtpQueueFilter filter, Func<ISmtpRelayAccess, SmtpQueueItem, CancellationToken, Task> action, CancellationToken cancellationToken) =>
        RunAsync(requests, filter, (access, batch, token) => FindAsync(access, batch, item => action(access, item, token), token), cancellationToken);

    /// <summary>
    /// Pulls a lever on messages: each is looked for, confirmed, and then changed. What comes into the queue in the meantime is left alone, whatever the filter says.
    /// </summary>
    /// <param name="requests">What is asked for.</param>
    /// <param name="filter">What else they have to be. Where it names recipients, these alone are changed.</param>
    /// <param name="action">The lever.</param>
    /// <param name="cancellationToken">Ends it behind a batch.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public Task ChangeAsync(IAsyncEnumerable<SmtpQueueRequest> requests, SmtpQueueFilter filter, SmtpQueueAction action, CancellationToken cancellationToken) =>
        RunAsync(requests, filter, (access, batch, token) => ChangeAsync(access, batch, action, token), cancellationToken);

    private async Task RunAsync(IAsyncEnumerable<SmtpQueueRequest> requests, SmtpQueueFilter filter, Func<ISmtpRelayAccess, Batch, CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        var (spool, ids) = ("", new HashSet<string>(StringComparer.OrdinalIgnoreCase));
        await foreach (var request in requests.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            if (ids.Count > 0 && (request.SpoolPath != spool || request.QueueIds.Count == 0 || ids.Count >= BatchSize)) await FlushAsync().ConfigureAwait(false);
            spool = request.SpoolPath;
            ids.UnionWith(request.QueueIds);
            if (request.QueueIds.Count == 0) await FlushAsync().ConfigureAwait(false);
        }
        if (ids.Count > 0) await FlushAsync().ConfigureAwait(false);

        async Task FlushAsync()
        {
            string[] batch = [.. ids];
            ids.Clear();
            try
            {
                var access = await OpenAsync(spool, cancellationToken).ConfigureAwait(false);
                await using var _ = access.ConfigureAwait(false);
                await work(access, new Batch(spool, filter with { QueueIds = batch }), cancellationToken).ConfigureAwait(false);
            }
            catch (SmtpRelayException exception)
            {
                await report.ProblemAsync(exception, spool, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task<ISmtpRelayAccess> OpenAsync(string spoolPath, CancellationToken cancellationToken)
    {
        try
        {
            return await SmtpRelayAccess.OpenAsync(spoolPath, timeProvider, cancellationToken).ConfigureAwait(false);
        }
        catch (IOException exception)
        {
            throw new SmtpRelayException(exception.Message, exception);
        }
    }

    private async Task FindAsync(ISmtpRelayAccess access, Batch batch, Func<SmtpQueueItem, Task> found, CancellationToken cancellationToken)
    {
        var missing = batch.Filter.QueueIds.Where(id => !Wildcards.AreIn(id)).ToHashSet(StringComparer.OrdinalIgnoreCase);
        await foreach (var item in access.ListAsync(batch.Filter, cancellationToken).ConfigureAwait(false))
        {
            missing.Remove(item.QueueId);
            await found(item).ConfigureAwait(false);
        }
        foreach (var id in batch.Filter.QueueIds.Where(missing.Contains)) await report.MissingAsync(id, batch.SpoolPath, cancellationToken).ConfigureAwait(false);
    }

    private async Task ChangeAsync(ISmtpRelayAccess access, Batch batch, SmtpQueueAction action, CancellationToken cancellationToken)
    {
        var confirmed = new List<string>();
        await FindAsync(access, batch, async item =>
        {
            if (await report.ConfirmAsync(item, cancellationToken).ConfigureAwait(false)) confirmed.Add(item.QueueId);
        }, cancellationToken).ConfigureAwait(false);
        foreach (var ids in confirmed.Chunk(BatchSize)) await ChangeAsync(access, batch.Filter with { QueueIds = ids }, action, cancellationToken).ConfigureAwait(false);
    }

    private async Task ChangeAsync(ISmtpRelayAccess access, SmtpQueueFilter filter, SmtpQueueAction action, CancellationToken cancellationToken)
    {
        var unchanged = filter.QueueIds.ToHashSet(StringComparer.OrdinalIgnoreCase);
        await foreach (var item in access.ChangeAsync(action, filter, cancellationToken).ConfigureAwait(false))
        {
            unchanged.Remove(item.QueueId);
            if (report.WantsChanged) await report.ItemAsync(item, cancellationToken).ConfigureAwait(false);
        }
        if (!report.WantsChanged || unchanged.Count == 0) return;
        // What was so before: held already, for example.
        await foreach (var item in access.ListAsync(new SmtpQueueFilter { QueueIds = [.. unchanged] }, cancellationToken).ConfigureAwait(false))
            await report.ItemAsync(item, cancellationToken).ConfigureAwait(false);
    }

    private readonly record struct Batch(string SpoolPath, SmtpQueueFilter Filter);
}
