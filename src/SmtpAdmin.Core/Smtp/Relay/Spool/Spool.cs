namespace SmtpAdmin.Smtp.Relay;

/// <summary>
/// Messages on disk, as one log of segments: whatever is said of a message is added at the end, many to a sync, and what is in memory is found
/// again by reading the log. How a record looks stands at <see cref="SpoolRecordHeader"/>, how a segment begins at <see cref="SpoolSegmentHeader"/>.
/// </summary>
internal sealed class Spool : ISpool, IAsyncDisposable
{
    private readonly SpoolOptions _options;
    private readonly ISpoolFiles _files;
    private readonly IAsyncDisposable _lock;
    private readonly SpoolIndex _index;
    private readonly SpoolNumbers _numbers;
    private readonly SpoolLog _log;
    private readonly SpoolWriter _writer;
    private readonly SpoolMover _mover;
    private readonly SpoolKeeper _keeper;
    private readonly SpoolMemory _memory;
    private readonly SpoolMemory _waitingChanges;
    private readonly ITimer _timer;
    private long _room; // octets: what was free when it was looked at, and all that had been written by then
    private int _isDisposed;

    private Spool(SpoolOptions options, ISpoolFiles files, TimeProvider time, IAsyncDisposable held, SpoolRecovery recovery)
    {
        (_options, _files, _lock) = (options, files, held);
        _index = new();
        _numbers = new(recovery.NextMessage);
        _log = new(options, files, time, _index, _numbers);
        _writer = new(options, _log, _index, _numbers, () => _keeper!.WakeIfNeeded());
        _mover = new(_writer, _index, () => FreeOctets);
        _keeper = new(options, files, _index, new(options, _index, () => FreeOctets, () => LeastFree()), _mover, _writer, LookAtDisk);
        _memory = new(options.MaxBufferedOctets);
        _waitingChanges = new(options.MaxWaitingOctets);
        SpoolLoading.Load(recovery, _index, _log);
        _log.TryPrepare();
        LookAtDisk();
        _writer.Start();
        _keeper.Start();
        _keeper.Wake();
        _timer = time.CreateTimer(_ => LookAfter(), null, options.UpkeepInterval, options.UpkeepInterval);
    }

    /// <inheritdoc/>
    public string? Problem => _log.Problem;

    /// <inheritdoc/>
    public long FreeOctets
    {
        get
        {
            var room = Volatile.Read(ref _room);
            return room == long.MaxValue ? room : Math.Max(0, room - _log.Begun - _memory.Taken);
        }
    }

    /// <inheritdoc/>
    public long KeptOctets => _index.KeptOctets;

    /// <summary>Octets in memory of messages that are coming in.</summary>
    public long BufferedOctets => _memory.Taken;

    /// <summary>How many messages are kept.</summary>
    public int Count
    {
        get
        {
            lock (_index.Gate) return _index.Count;
        }
    }

    /// <summary>How many segments the log has.</summary>
    public int SegmentCount
    {
        get
        {
            lock (_index.Gate) return _index.Segments.Count;
        }
    }

    /// <summary>
    /// Asked for what is to be stored with a message in the place of its envelope and all its changes, when it is moved to the end of the log; null
    /// where that is not known: then they are moved as they are. What it gives must have in it every change of which <see cref="AppendChangeAsync"/>
    /// had returned before it was asked, and none that is not asked for before it returns. It may take a lock that is held while changes are asked for.
    /// </summary>
    public Func<long, byte[]?>? Snapshot
    {
        get => _mover.Snapshot;
        set => _mover.Snapshot = value;
    }

    /// <summary>With how few octets free its owner takes no message in. When the disk comes near that, room is made of what is done with.</summary>
    public Func<long> LeastFree { get; set; } = () => SpoolRoom.ForMessages;

    /// <summary>Opens a spool; makes it where there is none. What is damaged is set aside and named, and keeps nothing else from being found.</summary>
    /// <param name="options">Where it is.</param>
    /// <param name="files">The disk.</param>
    /// <param name="time">Measures.</param>
    /// <param name="cancellationToken">Ends the opening.</param>
    /// <exception cref="SpoolInUseException">Another relay has it.</exception>
    /// <exception cref="IOException">The folder cannot be made, others may write to it, or the files cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">This account may not.</exception>
    /// <exception cref="NotSupportedException">A later version wrote it.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static async Task<SpoolOpening> OpenAsync(SpoolOptions options, ISpoolFiles files, TimeProvider time, CancellationToken cancellationToken)
    {
        options = options with { Path = Path.GetFullPath(options.Path) };
        var held = await LockAsync(options, files, time, cancellationToken).ConfigureAwait(false)
            ?? throw new SpoolInUseException($"Another relay has the spool '{PlainText.Excerpt(options.Path, 260)}'. Stop it, or name another folder.");
        try
        {
            return await Task.Run(() => Open(options, files, time, held, cancellationToken), cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await held.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc/>
    public ISpoolDraft Begin()
    {
        var number = _numbers.Take();
        if (_numbers.IsReserveLow) _writer.Wake();
        return new SpoolDraft(_options, _writer, _index, _memory, _keeper.WakeIfNeeded, number);
    }

    /// <inheritdoc/>
    public Task AppendChangeAsync(long number, ReadOnlyMemory<byte> change)
    {
        if (!_waitingChanges.TryTake(change.Length))
            return Task.FromException(new IOException($"The spool '{PlainText.Excerpt(_options.Path, 260)}' is too far behind: too much waits for the disk."));
        ChangeRequest request;
        lock (_index.Gate)
        {
            if (!_index.TryFind(number, out var entry))
            {
                _waitingChanges.Return(change.Length);
                throw NotFound(number);
            }
            request = new(entry, change.ToArray(), _waitingChanges);
            entry.Version++;
            entry.PendingChanges++;
            _writer.Add(request);
        }
        return request.Done;
    }

    /// <inheritdoc/>
    public Task RemoveAsync(long number)
    {
        lock (_index.Gate)
        {
            if (!_index.TryFind(number, out var entry)) return Task.CompletedTask;
            var request = new RemoveRequest(entry);
            entry.PendingRemovals++;
            _writer.Add(request);
            return request.Done;
        }
    }

    /// <inheritdoc/>
    public ISpoolContent OpenContent(long number)
    {
        lock (_index.Gate) return _index.TryFind(number, out var entry) ? new SpoolContent(entry) : throw NotFound(number);
    }

    /// <summary>Writes what waits, and closes the spool. What comes later fails.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0) return;
        await _timer.DisposeAsync().ConfigureAwait(false);
        await _keeper.DisposeAsync().ConfigureAwait(false);
        _writer.Stop();
        try
        {
            await _writer.Ended.ConfigureAwait(false);
        }
        finally
        {
            _log.Dispose();
            await _lock.DisposeAsync().ConfigureAwait(false);
        }
    }

    private static async Task<IAsyncDisposable?> LockAsync(SpoolOptions options, ISpoolFiles files, TimeProvider time, CancellationToken cancellationToken)
    {
        try
        {
            files.CreateDirectory(options.Path);
            return await files.LockAsync(SpoolPaths.Lock(options.Path), time, cancellationToken).ConfigureAwait(false);
        }
        catch (IOException exception) when (SpoolWords.IsReadOnly(exception))
        {
            throw new IOException($"{SpoolWords.Explain(options.Path, exception)} Mount it for writing, or name another folder.", exception);
        }
    }

    private static SpoolOpening Open(SpoolOptions options, ISpoolFiles files, TimeProvider time, IAsyncDisposable held, CancellationToken cancellationToken)
    {
        var recovery = SpoolRecovery.Read(options.Path, files, isLive: false, cancellationToken);
        var damage = SpoolLoading.SetAside(recovery, options, files);
        SpoolLoading.Sync(recovery, options, files);
        var messages = recovery.Messages.Select(message => message.ToStored()).ToArray();
        return new(new(options, files, time, held, recovery), messages, damage);
    }

    private static KeyNotFoundException NotFound(long number) => new($"There is no message {number} in the spool.");

    private void LookAfter()
    {
        LookAtDisk();
        _writer.Wake();
        _keeper.Wake();
    }

    private void LookAtDisk()
    {
        var written = _log.Written; // before it is looked at: what is written meanwhile counts twice until the next time, and never not at all
        try
        {
            var free = _files.FreeOctets(_options.Path);
            Volatile.Write(ref _room, free > long.MaxValue - written ? long.MaxValue : free + written);
        }
        catch (Exception exception) when (SpoolWords.IsOfDisk(exception))
        {
            Volatile.Write(ref _room, 0); // nothing is taken in where nobody knows
        }
    }
}
