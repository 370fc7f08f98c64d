namespace SmtpAdmin.Dkim;

/// <summary>
/// Keeps two rotations of one domain, each with a state file of its own, from choosing the same selector at the same moment: until the key of
/// the one is there, the other sees nothing that says the name is taken.
/// </summary>
internal static class DkimKeyFolderLock
{
    /// <summary>Takes the lock, which is held until the stream is disposed.</summary>
    /// <param name="folder">The folder of the keys.</param>
    /// <param name="domain">The domain.</param>
    /// <param name="timeProvider">Measures the waiting.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The lock; null where this account may make no file in the folder, and so no key either.</returns>
    /// <exception cref="DkimRotationException">It was not to be had in time, or cannot be a lock.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static async Task<FileStream?> TakeAsync(string folder, string domain, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        var path = PathFor(folder, domain);
        try
        {
            return await LockFile.TakeAsync(path, folder, LockFile.Patience, timeProvider, cancellationToken).ConfigureAwait(false)
                ?? throw new DkimRotationException(
                    DkimRotationProblem.StateLocked,
                    $"Another run has held the keys of '{domain}' for {LockFile.Patience.TotalSeconds:0} seconds. See which process has '{PlainText.Excerpt(path, 260)}' open, and end it if it hangs.");
        }
        catch (Exception exception) when (exception is not DkimRotationException and (IOException or UnauthorizedAccessException))
        {
            if (!MayMakeFilesIn(folder)) return null;
            throw new DkimRotationException(DkimRotationProblem.KeyUnwritable, $"The keys of '{domain}' cannot be kept from other runs, so no step is taken: {PlainText.Excerpt(exception.Message, 600)}", exception);
        }
    }

    /// <summary>The file of the lock. Its name begins with a dot, which no signer reads where it reads a directory.</summary>
    public static string PathFor(string folder, string domain) => Path.Combine(folder, $".{domain}.rotations.lock");

    private static bool MayMakeFilesIn(string folder)
    {
        try
        {
            AtomicFile.Probe(Path.Combine(folder, Path.GetRandomFileName()));
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
