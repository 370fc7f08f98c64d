namespace SmtpAdmin.Dkim;

/// <summary>
/// Keeps runs for other domains from a configuration that one of them is changing: they share it, and each has a state file of its own.
/// The lock is a file beside it: in a directory for temporary files Linux lets nobody open what another account made there (fs.protected_regular),
/// and the configuration itself is another file after each change. Its name begins with a dot, which no signer reads where it reads a directory.
/// It belongs to whoever has the configuration, to whom it is left to be changed, and to root: nobody else can hold it, and neither shuts the other out.
/// </summary>
internal static class DkimSignerLock
{
    /// <summary>Takes the lock, which is held until the stream is disposed.</summary>
    /// <param name="target">The configuration, no link.</param>
    /// <param name="timeProvider">Measures the waiting.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The lock; null when it was not to be had in time.</returns>
    /// <exception cref="IOException">It cannot be created, or what is there is a symbolic link or no regular file.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be created or opened.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static Task<FileStream?> TakeAsync(string target, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        var path = PathFor(target);
        if (!AtomicFile.IsThere(path)) AtomicFile.Probe(target); // which says in better words that the folder may not be written
        return LockFile.TakeAsync(path, target, LockFile.Patience, timeProvider, cancellationToken);
    }

    /// <summary>The file of the lock.</summary>
    public static string PathFor(string target) => Path.Combine(Path.GetDirectoryName(target)!, $".{Path.GetFileName(target)}.smtpadmin.lock");
}
