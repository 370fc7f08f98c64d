namespace SmtpAdmin.Smtp.Relay;

/// <summary>
/// Drops segments that nobody needs: from the oldest on, one after the other, so that the removal of a message never goes before the message;
/// and has what is left in the oldest moved out of the way when too much garbage waits behind it.
/// </summary>
internal sealed class SpoolKeeper(SpoolOptions options, ISpoolFiles files, SpoolIndex index, SpoolMover mover) : IAsyncDisposable
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
        lock (index.Gate) isNeeded = FindWork() is not null;
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
        SpoolSegment? segment;
        bool isNeeded;
        lock (index.Gate)
        {
            segment = FindWork();
            isNeeded = segment?.References > 0;
        }
        if (segment is null) return false;
        if (isNeeded) _isMoveHeldUp = !await TryMoveAsync(segment, cancellationToken).ConfigureAwait(false);
        else _isDropHeldUp = !TryDrop(segment);
        return true;
    }

    /// <summary>The oldest segment, when it can be dropped, or when it should be.</summary>
    private SpoolSegment? FindWork()
    {
        if (index.Segments.Count < 2) return null; // the last one is written
        var oldest = index.Segments[0];
        if (oldest.References == 0) return _isDropHeldUp ? null : oldest;
        var garbage = index.TotalOctets - index.LiveOctets;
        if (_isMoveHeldUp || garbage <= options.MaxGarbageSegments * options.SegmentSize) return null;
        return garbage > index.LiveOctets || oldest.LiveOctets < oldest.End / 4 ? oldest : null;
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
