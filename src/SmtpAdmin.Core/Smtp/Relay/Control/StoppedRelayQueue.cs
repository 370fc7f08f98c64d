using System.Runtime.CompilerServices;

namespace SmtpAdmin.Smtp.Relay;

/// <summary>The queue of a relay that does not run. Looking at it changes nothing; a change takes the spool for as long as it lasts.</summary>
internal sealed class StoppedRelayQueue(string spoolPath, TimeProvider time) : ISmtpRelayAccess
{
    private (SpoolReader Spool, RelayQueue Queue, string AuditPath)? _seen; // who looks at many messages one by one reads the spool once

    /// <inheritdoc/>
    public async Task<SmtpRelayStatus> GetStatusAsync(CancellationToken cancellationToken)
    {
        var (_, queue, auditPath) = await SeeAsync(cancellationToken).ConfigureAwait(false);
        return new SmtpRelayStatus
        {
            State = SmtpRelayState.Stopped,
            SpoolPath = spoolPath,
            AuditPath = auditPath,
            Queue = queue.Figures(),
        };
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<SmtpQueueItem> ListAsync(SmtpQueueFilter filter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (_, queue, _) = await SeeAsync(cancellationToken).ConfigureAwait(false);
        foreach (var item in queue.List(filter)) yield return item with { SpoolPath = spoolPath };
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<SmtpQueueItem> ChangeAsync(SmtpQueueAction action, SmtpQueueFilter filter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Forget();
        foreach (var item in await ChangeAllAsync(action, filter, cancellationToken).ConfigureAwait(false)) yield return item with { SpoolPath = spoolPath };
    }

    /// <inheritdoc/>
    public async Task ExportAsync(string queueId, Stream destination, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(destination);
        var (spool, queue, _) = await SeeAsync(cancellationToken).ConfigureAwait(false);
        var content = QueueActions.OpenContent(queue, new ReadOnlySpool(spool), queueId) ?? throw new SmtpRelayException($"There is no message '{PlainText.Excerpt(queueId)}' in the queue.");
        await using var _ = content.ConfigureAwait(false);
        while (await NextAsync(content, cancellationToken).ConfigureAwait(false) is { IsEmpty: false } block) await destination.WriteAsync(block, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Forgets what was read.</summary>
    public ValueTask DisposeAsync()
    {
        Forget();
        return ValueTask.CompletedTask;
    }

    private async ValueTask<(SpoolReader Spool, RelayQueue Queue, string AuditPath)> SeeAsync(CancellationToken cancellationToken)
    {
        if (_seen is { } seen) return seen;
        var options = await KeptSettings.ReadAsync(spoolPath, cancellationToken).ConfigureAwait(false);
        var spool = await ReadAsync(cancellationToken).ConfigureAwait(false);
        seen = (spool, Queue(new ReadOnlySpool(spool), spool.Messages, options, NoLog.Instance), options.AuditPath);
        _seen = seen;
        return seen;
    }

    private void Forget()
    {
        _seen?.Queue.Dispose();
        _seen = null;
    }

    private static async Task<ReadOnlyMemory<byte>> NextAsync(ISpoolContent content, CancellationToken cancellationToken)
    {
        try
        {
            return await content.ReadAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (IOException problem)
        {
            throw new SmtpRelayException(problem.Message, problem);
        }
    }

    private async Task<IReadOnlyList<SmtpQueueItem>> ChangeAllAsync(SmtpQueueAction action, SmtpQueueFilter filter, CancellationToken cancellationToken)
    {
        try
        {
            var opening = await Spool.OpenAsync(new SpoolOptions { Path = spoolPath }, DiskFiles.Instance, time, cancellationToken).ConfigureAwait(false);
            await using var _ = opening.Spool.ConfigureAwait(false);
            var options = await KeptSettings.ReadAsync(spoolPath, cancellationToken).ConfigureAwait(false);
            var audit = new AuditLog(options.AuditPath, options.Audit, time);
            await using var __ = audit.ConfigureAwait(false);
            using var queue = Queue(opening.Spool, opening.Messages, options, audit);
            return await QueueActions.RunAsync(queue, action, filter, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new SmtpRelayException($"The spool could not be changed: {problem.Message}", problem);
        }
    }

    private async Task<SpoolReader> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await SpoolReader.ReadAsync(spoolPath, DiskFiles.Instance, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new SmtpRelayException($"The spool cannot be read: {problem.Message}", problem);
        }
    }

    private RelayQueue Queue(ISpool spool, IEnumerable<StoredMessage> messages, SmtpRelayOptions options, IRelayLog log)
    {
        var queue = new RelayQueue(spool, new RelayRoutes(options.Routes, options.HostName, options.PostmasterAddress), options.Retry, log, time, Random.Shared);
        queue.Reports = new RelayReports(spool, queue.Encode, queue.Add, options, log, time);
        if (spool is Spool kept) kept.Snapshot = queue.Snapshot;
        queue.Restore(messages);
        return queue;
    }
}
