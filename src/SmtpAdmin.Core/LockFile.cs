namespace SmtpAdmin;

/// <summary>
/// A lock among processes: a file that one at a time has open. It is left in place, because another may be waiting for this very file
/// while it is deleted. Its holder's death frees it. Whoever owns the folder may have put something else under its name: nothing is made
/// through a link, and what is there keeps its owner and permissions.
/// </summary>
internal static class LockFile
{
    /// <summary>How long a run waits for another one before it says so.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Takes the lock, which is held until the stream is disposed; waits while somebody else has it.</summary>
    /// <param name="path">The lock's file.</param>
    /// <param name="guarded">What it keeps others from: whoever has that gets a new lock; where it is not there, whoever has the lock's folder.</param>
    /// <param name="patience">How long to wait.</param>
    /// <param name="timeProvider">Measures that.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The lock; null when it was not to be had in time.</returns>
    /// <exception cref="IOException">The file cannot be created, or what is there is a symbolic link or no regular file.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be created or opened.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static async Task<FileStream?> TakeAsync(string path, string guarded, TimeSpan patience, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        var start = timeProvider.GetTimestamp();
        var isKnown = false;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                if (!AtomicFile.IsThere(path)) NewLockFile.Create(path, guarded);
                if (new FileInfo(path).LinkTarget is not null) throw Refused(path, "a symbolic link");
                // Once is enough: to look at an empty file may take a lock on it for a moment.
                if (!isKnown && FileKinds.Of(path) == FileKind.Other) throw Refused(path, FileKinds.Others);
                isKnown = true;
                return Open(path);
            }
            catch (IOException exception) when (exception is FileNotFoundException || IsHeld(exception)) // gone since, or another's
            {
                if (timeProvider.GetElapsedTime(start) >= patience) return null;
            }
            await Task.Delay(Pause, timeProvider, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Opens what is there, and makes nothing: should a link have taken its place by now, not more than a lock on another file comes of it.</summary>
    private static FileStream Open(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        }
        catch (UnauthorizedAccessException) when (!OperatingSystem.IsWindows() && File.Exists(path))
        {
            // Another account's that everybody may read, as earlier versions made it. To hold it, reading is enough (flock(2)).
            return OpenToRead(path);
        }
    }

    private static FileStream OpenToRead(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.None, bufferSize: 0);
        }
        catch (UnauthorizedAccessException exception) when (UnixOwner.Of(path) is { } owner)
        {
            throw new UnauthorizedAccessException(
                $"The lock '{PlainText.Excerpt(path, 260)}' belongs to '{UnixNames.OfUser(owner.User)}', and this account may not open it. Delete it while nothing else runs, or run this as root.",
                exception);
        }
    }

    /// <summary>A sharing or lock violation on Windows; elsewhere EWOULDBLOCK, which is 11 on Linux and 35 on macOS and the BSDs.</summary>
    internal static bool IsHeld(IOException exception) =>
        exception.HResult is unchecked((int)0x80070020) or unchecked((int)0x80070021) || (!OperatingSystem.IsWindows() && exception.HResult is 11 or 35);

    private static IOException Refused(string path, string kind) => new($"'{PlainText.Excerpt(path, 260)}' is to be a lock, and is {kind}. Delete it.");
}
