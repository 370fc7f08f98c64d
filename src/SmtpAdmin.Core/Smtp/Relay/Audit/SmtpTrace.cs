namespace SmtpAdmin.Smtp.Relay;

/// <summary>Reads the audit log of a relay, whether that is running or not.</summary>
/// <param name="folder">The log's folder.</param>
public sealed class SmtpTrace(string folder)
{
    private long _damaged;

    /// <summary>Lines that could not be read, in all readings so far: torn when the relay was killed, or written by something else. They were skipped.</summary>
    public long DamagedLines => Interlocked.Read(ref _damaged);

    /// <summary>Where the relay that has a spool writes its audit log, or, when none runs, where the last one did.</summary>
    /// <param name="spoolPath">The spool's folder.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="SmtpRelayException">There is no spool, or the relay does not answer.</exception>
    /// <exception cref="IOException">The path is no path for a spool.</exception>
    public static async Task<string> FindFolderAsync(string spoolPath, CancellationToken cancellationToken)
    {
        if (await SmtpRelayClient.FindAsync(spoolPath, cancellationToken).ConfigureAwait(false) is { } client)
        {
            await using (client.ConfigureAwait(false))
            {
                if ((await client.GetStatusAsync(cancellationToken).ConfigureAwait(false)).AuditPath is { } told) return told;
            }
        }
        if (!SmtpRelayAccess.IsSpool(spoolPath)) throw SmtpRelayAccess.NoSpool(spoolPath);
        return (await KeptSettings.ReadAsync(Path.GetFullPath(spoolPath), cancellationToken).ConfigureAwait(false)).AuditPath;
    }

    /// <summary>Finds events, in order of time. Files that come or go in the meantime may be missing from the result.</summary>
    /// <param name="filter">What to look for.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be read.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public IAsyncEnumerable<SmtpTraceEvent> ReadAsync(SmtpTraceFilter filter, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        return new AuditReader(folder, filter, count => Interlocked.Add(ref _damaged, count)).ReadAsync(cancellationToken);
    }
}
