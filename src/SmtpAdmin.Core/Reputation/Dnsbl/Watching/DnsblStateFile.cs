namespace SmtpAdmin.Reputation;

/// <summary>A state file on the disk: reading, setting aside, locking and replacing it, each failure with its remedy.</summary>
/// <param name="path">The file; a symbolic link is followed.</param>
/// <param name="timeProvider">Measures the waiting for the lock.</param>
internal sealed class DnsblStateFile(string path, TimeProvider timeProvider)
{
    private static readonly TimeSpan LockPatience = TimeSpan.FromSeconds(30);

    private readonly string _target = Resolve(path);

    private string LockPath => _target + ".lock";

    private string Shown => PlainText.Excerpt(path, 260);

    /// <summary>Why the file could not be saved, as far as that shows before; null when nothing speaks against it.</summary>
    public DnsblStateException? FindSaveProblem()
    {
        try
        {
            if (File.Exists(_target) && (File.GetAttributes(_target) & FileAttributes.ReadOnly) != 0)
                return new(DnsblStateProblem.StateReadOnly, $"The state file '{Shown}' is read-only, so nothing is remembered. Make it writable for the account that runs this, or name another file.");
            AtomicFile.Probe(_target);
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return Unwritable(exception);
        }
    }

    /// <summary>Keeps other runs from the file until disposed.</summary>
    /// <exception cref="DnsblStateException">The lock was not to be had.</exception>
    public async Task<FileStream> LockAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await LockFile.TakeAsync(LockPath, LockPatience, timeProvider, cancellationToken).ConfigureAwait(false)
                ?? throw new DnsblStateException(
                    DnsblStateProblem.StateLocked,
                    $"Another run has held the state file '{Shown}' for {LockPatience.TotalSeconds:0} seconds. See which process has '{PlainText.Excerpt(LockPath, 260)}' open, and end it if it hangs.");
        }
        catch (Exception exception) when (exception is not DnsblStateException and (IOException or UnauthorizedAccessException))
        {
            throw Unwritable(exception);
        }
    }

    /// <summary>Reads the state; null when there is no file.</summary>
    /// <exception cref="DnsblStateException">The file cannot be read, or a later version wrote it.</exception>
    /// <exception cref="DnsblStateDamageException">The file is damaged.</exception>
    public async Task<DnsblState?> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            // Opening a named pipe would wait for ever for somebody to write into it.
            if (FileKinds.Of(_target) == FileKind.Other) throw Unreadable($"'{Shown}' is no regular file. Name another one.", null);
            var stream = new FileStream(_target, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1, FileOptions.Asynchronous | FileOptions.SequentialScan);
            await using (stream.ConfigureAwait(false)) return await DnsblStateReader.ReadAsync(stream, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (DnsblStateVersionException exception)
        {
            throw new DnsblStateException(
                DnsblStateProblem.StateTooNew,
                $"The state file '{Shown}' has version {exception.Version}, from a later version of SmtpAdmin; this one reads version {DnsblStateParser.Version}. Update SmtpAdmin, or name another file.",
                exception);
        }
        catch (Exception exception) when (exception is not DnsblStateException and (IOException or UnauthorizedAccessException))
        {
            throw Unreadable($"The state file '{Shown}' cannot be read: {SystemWords(exception)} Let the account that runs this read it, or name another file.", exception);
        }
    }

    /// <summary>Moves the file out of the way, over no other.</summary>
    /// <returns>Where it is now.</returns>
    /// <exception cref="DnsblStateException">It cannot be moved.</exception>
    public string SetAside(DnsblStateDamageException damage)
    {
        var name = $"{_target}.damaged-{timeProvider.GetUtcNow().UtcDateTime:yyyyMMdd'T'HHmmss'Z'}";
        var free = name;
        for (var number = 2; Path.Exists(free); number++) free = $"{name}-{number}";
        try
        {
            File.Move(_target, free, overwrite: false);
            return free;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Damaged(damage, exception);
        }
    }

    /// <summary>Replaces the file; the lock must be held.</summary>
    /// <exception cref="DnsblStateException">It cannot be written; the old one is there as before.</exception>
    public async Task WriteAsync(DnsblState state, CancellationToken cancellationToken)
    {
        try
        {
            AtomicFile.DeleteLeftovers(_target);
            await AtomicFile.WriteAsync(_target, (stream, token) => DnsblStateWriter.WriteAsync(stream, state, token), null, timeProvider, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(exception);
        }
    }

    /// <summary>The error for a damaged file that stays where it is.</summary>
    public DnsblStateException Damaged(DnsblStateDamageException damage, Exception? inner) => new(
        DnsblStateProblem.StateDamaged,
        $"The state file '{Shown}' is damaged ({damage.Message}) and cannot be set aside. Move it away, or make its directory writable.",
        inner ?? damage);

    private static string Resolve(string path)
    {
        try
        {
            var target = AtomicFile.ResolveLinks(path);
            if (Directory.Exists(target)) throw Unreadable($"'{PlainText.Excerpt(path, 260)}' is a directory. Name a file in it.", null);
            // Moving /dev/null aside as a damaged state would take it from everybody.
            if (target.StartsWith(OperatingSystem.IsWindows() ? @"\\.\" : "/dev/", StringComparison.Ordinal))
                throw Unreadable($"'{PlainText.Excerpt(path, 260)}' is a device. Name a file.", null);
            if (FileKinds.Of(path) == FileKind.Other) throw Unreadable($"'{PlainText.Excerpt(path, 260)}' is no regular file. Name another one.", null);
            return target;
        }
        catch (Exception exception) when (exception is not DnsblStateException and (IOException or UnauthorizedAccessException))
        {
            throw Unreadable($"The state file '{PlainText.Excerpt(path, 260)}' cannot be read: {SystemWords(exception)} Name another file.", exception);
        }
    }

    private static string SystemWords(Exception exception) => PlainText.Excerpt(exception.Message.TrimEnd('.'), 300) + ".";

    private static DnsblStateException Unreadable(string message, Exception? inner) => new(DnsblStateProblem.StateUnreadable, message, inner);

    private DnsblStateException Unwritable(Exception exception) => new(
        DnsblStateProblem.StateUnwritable,
        $"The state file '{Shown}' cannot be saved, so nothing is remembered: {SystemWords(exception)} Name a file in a directory that is there and that the account that runs this may write, on a disk that is not full.",
        exception);
}
