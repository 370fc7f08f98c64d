namespace SmtpAdmin.Dkim;

/// <summary>The state file on the disk, each failure with its remedy.</summary>
internal sealed class DkimRotationStateFile
{
    private readonly StateFile _file;

    /// <param name="path">The file; a symbolic link is followed.</param>
    /// <param name="timeProvider">Measures the waiting for the lock.</param>
    /// <exception cref="DkimRotationException">It can be no state file.</exception>
    public DkimRotationStateFile(string path, TimeProvider timeProvider)
    {
        try
        {
            _file = new StateFile(path, "so no step is taken", timeProvider);
        }
        catch (StateFileException exception)
        {
            throw Of(exception);
        }
    }

    /// <summary>Keeps other runs from the file until disposed, after a look at whether it could be saved.</summary>
    /// <exception cref="DkimRotationException">It could not be saved, or the lock was not to be had.</exception>
    public async Task<FileStream> LockAsync(CancellationToken cancellationToken)
    {
        if (_file.FindSaveProblem() is { } problem) throw Of(problem);
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
    /// <param name="domain">The domain that it is to be of.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="DkimRotationException">The file cannot be read, is damaged, of a later version, or of another domain.</exception>
    public async Task<DkimRotationState?> ReadAsync(string domain, CancellationToken cancellationToken)
    {
        DkimRotationState? state;
        try
        {
            state = await _file.ReadAsync(DkimRotationStateText.ReadAsync, cancellationToken).ConfigureAwait(false);
        }
        catch (StateFileException exception)
        {
            throw Of(exception);
        }
        catch (DkimRotationVersionException exception)
        {
            throw new DkimRotationException(
                DkimRotationProblem.StateTooNew,
                $"The state file '{_file.Shown}' has version {exception.Version}, from a later version of SmtpAdmin; this one reads version {DkimRotationStateText.Version}. Update SmtpAdmin, or name another file with -StatePath.",
                exception);
        }
        catch (DkimRotationDamageException exception)
        {
            throw new DkimRotationException(
                DkimRotationProblem.StateDamaged,
                $"The state file '{_file.Shown}' is damaged ({exception.Message}), so no step is taken. Restore it from a backup. Without one, move it away and begin again: with -Selector and -Force an existing private key is taken as the new one.",
                exception);
        }
        if (state is null || state.Domain == domain) return state;
        throw new DkimRotationException(
            DkimRotationProblem.StateOfOtherDomain,
            $"The state file '{_file.Shown}' is of the domain '{state.Domain}', not of '{domain}'. Give each domain a file of its own with -StatePath, or leave it out.");
    }

    /// <summary>Replaces the file; the lock must be held.</summary>
    /// <exception cref="DkimRotationException">It cannot be written; the old one is there as before.</exception>
    public async Task WriteAsync(DkimRotationState state, CancellationToken cancellationToken)
    {
        var text = DkimRotationStateText.Write(state);
        try
        {
            await _file.WriteAsync((stream, token) => stream.WriteAsync(text, token).AsTask(), cancellationToken).ConfigureAwait(false);
        }
        catch (StateFileException exception)
        {
            throw Of(exception);
        }
    }

    private static DkimRotationException Of(StateFileException exception) => new(
        exception.Problem switch
        {
            StateFileProblem.ReadOnly => DkimRotationProblem.StateReadOnly,
            StateFileProblem.Unwritable => DkimRotationProblem.StateUnwritable,
            StateFileProblem.Locked => DkimRotationProblem.StateLocked,
            _ => DkimRotationProblem.StateUnreadable,
        },
        exception.Message,
        exception.InnerException);
}
