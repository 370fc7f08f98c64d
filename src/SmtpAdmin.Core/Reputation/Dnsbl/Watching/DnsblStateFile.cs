namespace SmtpAdmin.Reputation;

/// <summary>A state file on the disk: reading, setting aside, locking and replacing it, each failure with its remedy.</summary>
internal sealed class DnsblStateFile
{
    private readonly StateFile _file;
    private readonly TimeProvider _timeProvider;

    /// <param name="path">The file; a symbolic link is followed.</param>
    /// <param name="timeProvider">Measures the waiting for the lock.</param>
    /// <exception cref="DnsblStateException">It can be no state file.</exception>
    public DnsblStateFile(string path, TimeProvider timeProvider)
    {
        _timeProvider = timeProvider;
        try
        {
            _file = new StateFile(path, "so nothing is remembered", timeProvider);
        }
        catch (StateFileException exception)
        {
            throw Of(exception);
        }
    }

    /// <summary>Why the file could not be saved, as far as that shows before; null when nothing speaks against it.</summary>
    public DnsblStateException? FindSaveProblem() => _file.FindSaveProblem() is { } problem ? Of(problem) : null;

    /// <summary>Keeps other runs from the file until disposed.</summary>
    /// <exception cref="DnsblStateException">The lock was not to be had.</exception>
    public async Task<FileStream> LockAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _file.LockAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (StateFileException exception)
        {
            throw Of(exception);
        }
    }

    /// <summary>Reads the state; null when there is no file.</summary>
    /// <exception cref="DnsblStateException">The file cannot be read, or a later version wrote it.</exception>
    /// <exception cref="DnsblStateDamageException">The file is damaged.</exception>
    public async Task<DnsblState?> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _file.ReadAsync(DnsblStateReader.ReadAsync, cancellationToken).ConfigureAwait(false);
        }
        catch (DnsblStateVersionException exception)
        {
            throw new DnsblStateException(
                DnsblStateProblem.StateTooNew,
                $"The state file '{_file.Shown}' has version {exception.Version}, from a later version of SmtpAdmin; this one reads version {DnsblStateParser.Version}. Update SmtpAdmin, or name another file.",
                exception);
        }
        catch (StateFileException exception)
        {
            throw Of(exception);
        }
    }

    /// <summary>Moves the file out of the way, over no other.</summary>
    /// <returns>Where it is now.</returns>
    /// <exception cref="DnsblStateException">It cannot be moved.</exception>
    public string SetAside(DnsblStateDamageException damage)
    {
        var name = $"{_file.Target}.damaged-{_timeProvider.GetUtcNow().UtcDateTime:yyyyMMdd'T'HHmmss'Z'}";
        var free = name;
        for (var number = 2; Path.Exists(free); number++) free = $"{name}-{number}";
        try
        {
            File.Move(_file.Target, free, overwrite: false);
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
            await _file.WriteAsync((stream, token) => DnsblStateWriter.WriteAsync(stream, state, token), cancellationToken).ConfigureAwait(false);
        }
        catch (StateFileException exception)
        {
            throw Of(exception);
        }
    }

    /// <summary>The error for a damaged file that stays where it is.</summary>
    public DnsblStateException Damaged(DnsblStateDamageException damage, Exception? inner) => new(
        DnsblStateProblem.StateDamaged,
        $"The state file '{_file.Shown}' is damaged ({damage.Message}) and cannot be set aside. Move it away, or make its directory writable.",
        inner ?? damage);

    private static DnsblStateException Of(StateFileException exception) => new(
        exception.Problem switch
        {
            StateFileProblem.ReadOnly => DnsblStateProblem.StateReadOnly,
            StateFileProblem.Unwritable => DnsblStateProblem.StateUnwritable,
            StateFileProblem.Locked => DnsblStateProblem.StateLocked,
            _ => DnsblStateProblem.StateUnreadable,
        },
        exception.Message,
        exception.InnerException);
}
