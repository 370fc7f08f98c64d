namespace SmtpAdmin;

/// <summary>
/// A lock among processes: a file that one at a time has open. It is left in place, because another may be waiting for this very file
/// while it is deleted. Its holder's death frees it.
/// </summary>
internal static class LockFile
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Takes the lock, which is held until the stream is disposed; waits while somebody else has it.</summary>
    /// <param name="path">The lock's file.</param>
    /// <param name="patience">How long to wait.</param>
    /// <param name="timeProvider">Measures that.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The lock; null when it was not to be had in time.</returns>
    /// <exception cref="IOException">The file cannot be created.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be created or opened.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static async Task<FileStream?> TakeAsync(string path, TimeSpan patience, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        var start = timeProvider.GetTimestamp();
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                return Open(path);
            }
            catch (IOException exception) when (IsHeld(exception))
            {
                if (timeProvider.GetElapsedTime(start) >= patience) return null;
            }
            await Task.Delay(Pause, timeProvider, cancellationToken).ConfigureAwait(false);
        }
    }

    private static FileStream Open(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        }
        catch (UnauthorizedAccessException) when (!OperatingSystem.IsWindows() && File.Exists(path))
        {
            // Another account's, such as root's, who ran this once by hand. To hold it, reading is enough (flock(2)).
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.None, bufferSize: 0);
        }
    }

    /// <summary>A sharing or lock violation on Windows; elsewhere EWOULDBLOCK, which is 11 on Linux and 35 on macOS and the BSDs.</summary>
    internal static bool IsHeld(IOException exception) =>
        exception.HResult is unchecked((int)0x80070020) or unchecked((int)0x80070021) || (!OperatingSystem.IsWindows() && exception.HResult is 11 or 35);
}
