namespace SmtpAdmin.Smtp.Relay;

/// <summary>Looks for stories in audit logs.</summary>
/// <param name="report">Hears what is found. What it throws ends the search.</param>
public sealed class SmtpTraceRunner(ISmtpTraceReport report)
{
    private readonly HashSet<string> _warned = new(StringComparer.Ordinal);

    /// <summary>Works off what is asked for, one story behind the other.</summary>
    /// <param name="requests">What is asked for.</param>
    /// <param name="filter">What else the events have to be.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task RunAsync(IAsyncEnumerable<SmtpTraceRequest> requests, SmtpTraceFilter filter, CancellationToken cancellationToken)
    {
        await foreach (var request in requests.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            var folder = request.AuditPath ?? await FolderOfAsync(request.SpoolPath, cancellationToken).ConfigureAwait(false);
            if (folder is not null) await ReadAsync(folder, request, filter with { QueueId = request.QueueId }, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<string?> FolderOfAsync(string spoolPath, CancellationToken cancellationToken)
    {
        try
        {
            return await SmtpTrace.FindFolderAsync(spoolPath, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is SmtpRelayException or IOException)
        {
            await report.ProblemAsync(exception, spoolPath, cancellationToken).ConfigureAwait(false);
            return null;
        }
    }

    private async Task ReadAsync(string folder, SmtpTraceRequest request, SmtpTraceFilter filter, CancellationToken cancellationToken)
    {
        var trace = new SmtpTrace(folder);
        var found = 0;
        var events = trace.ReadAsync(filter, cancellationToken).GetAsyncEnumerator(cancellationToken);
        await using var _ = events.ConfigureAwait(false);
        while (true)
        {
            try
            {
                if (!await events.MoveNextAsync().ConfigureAwait(false)) break;
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                await report.ProblemAsync(InWords(exception, folder), folder, cancellationToken).ConfigureAwait(false);
                return;
            }
            found++;
            await report.EventAsync(events.Current, cancellationToken).ConfigureAwait(false);
        }
        if (found == 0 && request.QueueId is { } id)
            await report.MissingAsync(id, $"The audit log '{PlainText.Excerpt(folder, 260)}' has nothing of a message '{PlainText.Excerpt(id)}', or nothing that is as was asked for.", cancellationToken).ConfigureAwait(false);
        if (trace.DamagedLines > 0 && _warned.Add(folder))
            await report.WarningAsync($"{Counted.Of(trace.DamagedLines, "line")} of the audit log '{PlainText.Excerpt(folder, 260)}' cannot be read, and {(trace.DamagedLines == 1 ? "was" : "were")} left out: torn when the relay was killed, or written by something else.", cancellationToken).ConfigureAwait(false);
    }

    private static IOException InWords(Exception exception, string folder) => exception is DirectoryNotFoundException
        ? new IOException($"There is no audit log '{PlainText.Excerpt(folder, 260)}'. Name its folder with -AuditPath: a relay that was told where to write it does not keep that in its spool.", exception)
        : new IOException($"The audit log '{PlainText.Excerpt(folder, 260)}' cannot be read: {exception.Message}", exception);
}
