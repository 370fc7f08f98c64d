namespace SmtpAdmin;

/// <summary>A file that something is remembered in from run to run: opening, locking and replacing it, each failure with its remedy. What it holds is the caller's.</summary>
internal sealed class StateFile
{
    private readonly string _shown;
    private readonly string _consequence;
    private readonly TimeProvider _timeProvider;

    /// <summary>Names a file; it need not exist.</summary>
    /// <param name="path">The file; a symbolic link is followed.</param>
    /// <param name="consequence">What it means that the file cannot be saved: <c>so nothing is remembered</c>.</param>
    /// <param name="timeProvider">Measures the waiting for the lock.</param>
    /// <exception cref="StateFileException">It is a directory or a device, or its links lead in a circle.</exception>
    public StateFile(string path, string consequence, TimeProvider timeProvider)
    {
        _shown = PlainText.Excerpt(path, 260);
        _consequence = consequence;
        _timeProvider = timeProvider;
        Target = Resolve(path);
    }

    /// <summary>Where the content is.</summary>
    public string Target { get; }

    /// <summary>The path as it was given, fit to be shown.</summary>
    public string Shown => _shown;

    private string LockPath => Target + ".lock";

    /// <summary>Why the file could not be saved, as far as that shows before; null when nothing speaks against it.</summary>
    public StateFileException? FindSaveProblem()
    {
        try
        {
            if (AtomicFile.IsReadOnly(Target))
                return new(StateFileProblem.ReadOnly, $"The state file '{_shown}' is read-only, {_consequence}. Make it writable for the account that runs this, or name another file.");
            // Who replaces a file has it, unless it may be given away; whoever had it goes on with it afterwards.
            return AtomicFile.Probe(Target) is { } after && UnixOwner.Of(Target) is { } before && !before.CanReadWhenOf(after) ? Foreign(before) : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return Unwritable(exception);
        }
    }

    /// <summary>Keeps other runs from the file until disposed.</summary>
    /// <exception cref="StateFileException">The lock was not to be had.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task<FileStream> LockAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await LockFile.TakeAsync(LockPath, Target, LockFile.Patience, _timeProvider, cancellationToken).ConfigureAwait(false)
                ?? throw new StateFileException(
                    StateFileProblem.Locked,
                    $"Another run has held the state file '{_shown}' for {LockFile.Patience.TotalSeconds:0} seconds. See which process has '{PlainText.Excerpt(LockPath, 260)}' open, and end it if it hangs.");
        }
        catch (Exception exception) when (exception is not StateFileException and (IOException or UnauthorizedAccessException))
        {
            throw Unwritable(exception);
        }
    }

    /// <summary>Reads the file.</summary>
    /// <param name="readAsync">Reads its content. What it throws about the content comes through; an <see cref="IOException"/> counts as the file's.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>What was read; null when there is no file.</returns>
    /// <exception cref="StateFileException">The file cannot be read.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task<T?> ReadAsync<T>(Func<Stream, CancellationToken, Task<T>> readAsync, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            var stream = Open();
            await using (stream.ConfigureAwait(false)) return await readAsync(stream, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception exception) when (exception is not StateFileException and (IOException or UnauthorizedAccessException))
        {
            throw Unreadable($"The state file '{_shown}' cannot be read: {SystemWords(exception)} Let the account that runs this read it, or name another file.", exception);
        }
    }

    /// <summary>Replaces the file; the lock must be held.</summary>
    /// <exception cref="StateFileException">It cannot be written; the old one is there as before.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; the old one is there as before.</exception>
    public async Task WriteAsync(Func<Stream, CancellationToken, Task> writeAsync, CancellationToken cancellationToken)
    {
        try
        {
            AtomicFile.DeleteLeftovers(Target);
            await AtomicFile.WriteAsync(Target, writeAsync, null, _timeProvider, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(exception);
        }
    }

    private FileStream Open()
    {
        // Opening a named pipe would wait for ever for somebody to write into it.
        if (FileKinds.Of(Target) == FileKind.Other) throw Irregular();
        return new FileStream(Target, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1, FileOptions.Asynchronous | FileOptions.SequentialScan);
    }

    private string Resolve(string path)
    {
        try
        {
            var target = AtomicFile.ResolveLinks(path);
            if (Directory.Exists(target)) throw Unreadable($"'{_shown}' is a directory. Name a file in it.", null);
            // Moving /dev/null aside as a damaged state would take it from everybody.
            if (target.StartsWith(OperatingSystem.IsWindows() ? @"\\.\" : "/dev/", StringComparison.Ordinal))
                throw Unreadable($"'{_shown}' is a device. Name a file.", null);
            if (FileKinds.Of(path) == FileKind.Other) throw Irregular();
            return target;
        }
        catch (Exception exception) when (exception is not StateFileException and (IOException or UnauthorizedAccessException))
        {
            throw Unreadable($"The state file '{_shown}' cannot be read: {SystemWords(exception)} Name another file.", exception);
        }
    }

    private static string SystemWords(Exception exception) => PlainText.Excerpt(exception.Message.TrimEnd('.'), 300) + ".";

    private StateFileException Irregular() => Unreadable($"'{_shown}' is no regular file. Name another one.", null);

    private static StateFileException Unreadable(string message, Exception? inner) => new(StateFileProblem.Unreadable, message, inner);

    private StateFileException Foreign(UnixOwner owner)
    {
        var name = UnixNames.OfUser(owner.User);
        return new(
            StateFileProblem.Unwritable,
            $"The state file '{_shown}' is not saved, {_consequence}: it belongs to '{name}', who could not read it any more when another account has replaced it. Run this as '{name}', or as root with the right to give files away, or name another file.");
    }

    private StateFileException Unwritable(Exception exception) => new(
        StateFileProblem.Unwritable,
        $"The state file '{_shown}' cannot be saved, {_consequence}: {SystemWords(exception)} Name a file in a directory that is there and that the account that runs this may write, on a disk that is not full.",
        exception);
}
