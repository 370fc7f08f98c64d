namespace SmtpAdmin;

/// <summary>
/// Moves a private file to its name, over another one only where that is wanted. On Unix <see cref="File.Move(string, string, bool)"/> looks and
/// then renames, so that two who look at once overwrite each other, and .NET 8 makes no hard links. So the name is first created, empty,
/// which the system lets one alone do, and kept locked until the whole file is renamed over it; who may overwrite waits for that lock. A kill between the two leaves an empty file, never half a key.
/// </summary>
internal static class PrivateTarget
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Moves the file.</summary>
    /// <param name="temporary">The file, whole, in the same directory.</param>
    /// <param name="target">Its name.</param>
    /// <param name="overwrite">Replace what is there.</param>
    /// <param name="timeProvider">Measures the pauses between tries.</param>
    /// <returns>False when something is there that is not to be replaced.</returns>
    /// <exception cref="IOException">It cannot be moved.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be moved.</exception>
    public static async Task<bool> MoveAsync(string temporary, string target, bool overwrite, TimeProvider timeProvider)
    {
        if (OperatingSystem.IsWindows())
        {
            if (!overwrite) return MoveToNothing(temporary, target);
            await AtomicFile.MoveOverAsync(temporary, target, timeProvider).ConfigureAwait(false);
            return true;
        }
        using var reservation = Reserve(target);
        if (reservation is null && !overwrite) return false;
        using var held = reservation is null ? await HoldAsync(target, timeProvider).ConfigureAwait(false) : null;
        try
        {
            await AtomicFile.MoveOverAsync(temporary, target, timeProvider).ConfigureAwait(false);
            return true;
        }
        catch
        {
            if (reservation is not null) AtomicFile.DeleteIfPossible(target); // it is still locked, and so nobody else's yet
            throw;
        }
    }

    /// <summary>Deletes what a writer that was killed has left under the name: an empty file that nobody holds.</summary>
    /// <param name="target">The name.</param>
    /// <exception cref="IOException">It cannot be looked at or deleted.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be.</exception>
    public static void DeleteAbandoned(string target)
    {
        if (new FileInfo(target) is not { Exists: true, Length: 0, LinkTarget: null } || FileKinds.Of(target) != FileKind.Regular) return;
        try
        {
            using var held = new FileStream(target, FileMode.Open, FileAccess.Read, FileShare.Delete, bufferSize: 0);
            if (held.Length == 0) File.Delete(target);
        }
        catch (IOException exception) when (exception is FileNotFoundException || LockFile.IsHeld(exception))
        {
            // Somebody is about to write it, or has done so.
        }
    }

    /// <summary>Here the system itself looks and moves in one.</summary>
    private static bool MoveToNothing(string temporary, string target)
    {
        try
        {
            File.Move(temporary, target, overwrite: false);
            return true;
        }
        catch (IOException) when (AtomicFile.IsThere(target))
        {
            return false;
        }
    }

    private static FileStream? Reserve(string target)
    {
        try
        {
            var reservation = AtomicFile.CreatePrivate(target);
            if (new FileInfo(target).Length == 0) return reservation;
            reservation.Dispose(); // somebody who may overwrite did so before it was locked
            return null;
        }
        catch (IOException) when (AtomicFile.IsThere(target))
        {
            return null;
        }
    }

    /// <summary>The lock of what is there; null where there is nothing to lock, or it may not be opened.</summary>
    private static async Task<FileStream?> HoldAsync(string target, TimeProvider timeProvider)
    {
        if (new FileInfo(target).LinkTarget is not null) return null;
        var start = timeProvider.GetTimestamp();
        while (true)
        {
            try
            {
                return new FileStream(target, FileMode.Open, FileAccess.Read, FileShare.None, bufferSize: 0);
            }
            catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException)
            {
                return null;
            }
            catch (IOException exception) when (LockFile.IsHeld(exception) && timeProvider.GetElapsedTime(start) < LockFile.Patience)
            {
                // A busy disk may take seconds for the one rename that the lock is held for.
                await Task.Delay(Pause, timeProvider, CancellationToken.None).ConfigureAwait(false);
            }
        }
    }
}
