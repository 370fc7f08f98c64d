namespace SmtpAdmin.Smtp.Relay;

/// <summary>
/// Drops segments that nobody needs: from the oldest on, one after the other, so that the removal of a message never goes before the message;
/// and has made free for that what is to go, as <see cref="SpoolThrift"/> says.
/// </summary>
/// <param name="options">The options.</param>
/// <param name="files">The disk.</param>
/// <param name="index">The segments.</param>
/// <param name="thrift">Says what is to be done.</param>
/// <param name="mover">Moves what is still needed.</param>
/// <param name="writer">Begins new segments.</param>
/// <param name="dropped">Told when there is more room on the disk.</param>
internal sealed class SpoolKeeper(SpoolOptions options, ISpoolFiles files, SpoolIndex index, SpoolThrift thrift, SpoolMover mover, SpoolWriter writer, Action dropped) : IAsyncDisposable
{
    private readonly Signal _signal = new();
    private readonly CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;
    private volatile bool _isDropHeldUp;
    private volatile bool _isMoveHeldUp;

    /// <summary>Starts it.</summary>
    public void Start() => _running = Task.Run(RunAsync);

    /// <summary>Lets it look, and try again what failed.</summary>
    public void Wake()
    {
        _isDropHeldUp = _isMoveHeldUp = false;
        _signal.Set();
    }

    /// <summary>Lets it look if there may be something to do; cheap.</summary>
    public void WakeIfNeeded()
    {
        bool isNeeded;
        lock (index.Gate) isNeeded = FindWork() != SpoolChore.None;
        if (isNeeded) _signal.Set();
    }

    /// <summary>Ends it, between two steps.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            await _signal.WaitAsync(_stop.Token).ConfigureAwait(false);
            _signal.Clear();
            while (await WorkAsync(_stop.Token).ConfigureAwait(false)) _stop.Token.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Does the next piece of work. What fails is left until it is woken: nothing is lost by that but room.</summary>
    /// <returns>False when there is none.</returns>
    private async Task<bool> WorkAsync(CancellationToken cancellationToken)
    {
        SpoolChore work;
        SpoolSegment oldest;
        lock (index.Gate)
        {
            work = FindWork();
            if (work == SpoolChore.None) return false;
            oldest = index.Segments[0];
        }
        if (work == SpoolChore.Drop)
        {
            _isDropHeldUp = !TryDrop(oldest);
            _isMoveHeldUp &= _isDropHeldUp; // what held that up may be gone with the segment
        }
        else if (work == SpoolChore.Seal) _isMoveHeldUp = !await TrySealAsync().ConfigureAwait(false);
        else _isMoveHeldUp = !await TryMoveAsync(oldest, cancellationToken).ConfigureAwait(false);
        return true;
    }

    private SpoolChore FindWork()
    {
        var work = thrift.Find();
        return (work == SpoolChore.Drop ? _isDropHeldUp : _isMoveHeldUp) ? SpoolChore.None : work;
    }

    /// <summary>Has a new segment begun.</summary>
    /// <returns>False when that failed.</returns>
    private async Task<bool> TrySealAsync()
    {
        var request = new SealRequest(options.SegmentSize);
        writer.Add(request);
        try
        {
            await request.Done.ConfigureAwait(false);
            return true;
        }
        catch (IOException)
        {
            return false; // the log says so in its Problem
        }
    }

    /// <summary>Moves what is in a segment.</summary>
    /// <returns>False when not all could be moved now.</returns>
    private async Task<bool> TryMoveAsync(SpoolSegment segment, CancellationToken cancellationToken)
    {
        try
        {
            await mover.MoveAsync(segment, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (SpoolWords.IsOfDisk(exception))
        {
            return false;
        }
        lock (index.Gate) return segment.References == 0;
    }

    private bool TryDrop(SpoolSegment segment)
    {
        try
        {
            Drop(segment);
            return true;
        }
        catch (Exception exception) when (SpoolWords.IsOfDisk(exception))
        {
            return false;
        }
    }

    private void Drop(SpoolSegment segment)
    {
        if (!segment.IsGone)
        {
            segment.PrepareDeletion();
            if (segment.IsKeptAside) SetAside(segment);
            else files.Delete(segment.Path);
            segment.IsGone = true;
        }
        files.SyncDirectory(options.Path);
        lock (index.Gate) index.DropOldest();
        segment.Retire();
        dropped();
    }

    private void SetAside(SpoolSegment segment)
    {
        var folder = SpoolPaths.Damaged(options.Path);
        files.CreateDirectory(folder);
        try
        {
            files.Rename(segment.Path, SpoolPaths.Damaged(options.Path, segment.Number));
        }
        catch (FileNotFoundException)
        {
            // It was renamed the last time, and the folder could not be synced.
        }
        files.SyncDirectory(folder);
    }
}
