namespace SmtpAdmin.Smtp.Relay;

/// <summary>Decides when a destination's messages are taken, and by how many workers. Used by many at once.</summary>
/// <param name="destination">The destination.</param>
/// <param name="parts">What all share.</param>
internal sealed class DestinationDispatcher(RelayDestination destination, DeliveryParts parts) : IThreadPoolWorkItem, IDisposable
{
    private const int MaxLosses = 5; // in a row; then no server is really there, though connections are made

    private static readonly TimeSpan GrowthPause = TimeSpan.FromMinutes(1);

    private readonly object _lock = new();
    private readonly List<DeliveryWorker> _idle = []; // the last is used first, so that what is too many grows old
    private readonly HashSet<DeliveryWorker> _workers = [];
    private readonly HashSet<DeliveryWorker> _leaving = []; // of the workers, those that take no message any more, and may still be saying QUIT
    private readonly ConcurrencyWindow _window = new(parts.Options.MaxConnectionsPerDestination);
    private readonly DestinationBackOff _backOff = new(parts.Retry, parts.Time, parts.Random);
    private ITimer? _timer;
    private int _isWoken;
    private int _connected; // workers with a session
    private int _inFlight;
    private int _losses;
    private DateTimeOffset _noGrowthBefore;
    private DateTimeOffset _usedAt = parts.Time.GetUtcNow();
    private bool _isRetired;
    private string? _lastError;
    private volatile DestinationPause? _pause;
    private long _delivered;
    private long _deferred;

    /// <summary>The destination.</summary>
    public RelayDestination Destination { get; } = destination;

    /// <summary>Connections that it has; kept by <see cref="ConnectionSlots"/>.</summary>
    public int Slots { get; set; }

    /// <summary>Its place among those that wait for a connection; kept by <see cref="ConnectionSlots"/>.</summary>
    public LinkedListNode<DestinationDispatcher>? Waiting { get; set; }

    /// <summary>Why and until when it is, or was, left alone; null since it was reached. Needs no lock.</summary>
    public DestinationPause? Pause => _pause;

    /// <summary>How it goes.</summary>
    public DestinationFigures Figures
    {
        get
        {
            lock (_lock)
            {
                var until = _backOff.Remaining > TimeSpan.Zero ? _backOff.Until : null;
                return new DestinationFigures(Destination.Name, _workers.Count, Concurrency, _inFlight, until, _lastError, _delivered, _deferred);
            }
        }
    }

    /// <summary>When it was last used; null while it is in use, or left alone for a while.</summary>
    public DateTimeOffset? UnusedSince
    {
        get
        {
            lock (_lock) return _workers.Count > 0 || Waiting is not null || _backOff.Remaining > TimeSpan.Zero ? null : _usedAt;
        }
    }

    /// <summary>Before the first connection is made there is only one, so that a destination that is not there costs one message's attempt.</summary>
    private int Concurrency => _connected == 0 ? 1 : _window.Limit;

    /// <summary>There may be work: looks for it soon, on another thread. Cheap, and the same if it is called often.</summary>
    /// <returns>False when it was woken already, and has not looked yet.</returns>
    public bool Wake()
    {
        if (Interlocked.Exchange(ref _isWoken, 1) == 1) return false;
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        return true;
    }

    /// <summary>It is to be tried now: that it was to be left alone is forgotten.</summary>
    public void Retry()
    {
        lock (_lock)
        {
            _backOff.Reset();
            if (_pause is { } pause) _pause = pause with { Until = parts.Time.GetUtcNow() };
        }
        Wake();
    }

    /// <summary>Ends its life, if it has nothing to do.</summary>
    /// <returns>It is over: whoever wakes it has to take a new one.</returns>
    public bool TryRetire()
    {
        lock (_lock)
        {
            if (_workers.Count > 0 || Waiting is not null || Volatile.Read(ref _isWoken) == 1) return false;
            _isRetired = true;
            _timer?.Dispose();
            return true;
        }
    }

    /// <summary>Its life is over.</summary>
    public bool IsRetired
    {
        get
        {
            lock (_lock) return _isRetired;
        }
    }

    /// <inheritdoc/>
    void IThreadPoolWorkItem.Execute()
    {
        lock (_lock)
        {
            Interlocked.Exchange(ref _isWoken, 0);
            if (!Dispatch()) parts.Slots.Forget(this); // within the lock: a moment later it may wait again
        }
    }

    /// <summary>What a worker does next, behind a message: another one, or nothing, and it may wait for work with its connection.</summary>
    /// <param name="worker">The worker.</param>
    /// <param name="job">The message.</param>
    /// <returns>There is a message, or the worker is to wait; false when it is to end.</returns>
    public bool TryContinue(DeliveryWorker worker, out DeliveryJob? job)
    {
        job = null;
        lock (_lock)
        {
            var stays = MayStay(worker);
            if (stays) job = TakeJob();
            if (job is not null) return true;
            if (!stays || !worker.IsConnected)
            {
                _leaving.Add(worker);
                return false;
            }
            worker.BeginIdle();
            _idle.Add(worker);
        }
        parts.Slots.BeginIdle(worker);
        if (parts.Stopping.IsCancellationRequested) worker.GiveWay(); // it may have been too late for Stop
        return true;
    }

    /// <summary>A worker does not wait any longer.</summary>
    /// <returns>It is to end; false when it was given a message meanwhile.</returns>
    public bool EndIdle(DeliveryWorker worker)
    {
        parts.Slots.EndIdle(worker);
        lock (_lock)
        {
            if (!_idle.Remove(worker)) return false;
            _leaving.Add(worker);
            return true;
        }
    }

    /// <summary>A worker has a connection now, or has none any more.</summary>
    public void Connected(bool isConnected)
    {
        lock (_lock) _connected += isConnected ? 1 : -1;
        if (isConnected) Wake();
    }

    /// <summary>A worker is at its end.</summary>
    public void Ended(DeliveryWorker worker)
    {
        lock (_lock)
        {
            _workers.Remove(worker);
            _leaving.Remove(worker);
            _usedAt = parts.Time.GetUtcNow();
        }
        parts.Slots.Return(this);
        Wake();
    }

    /// <summary>A message was dealt with.</summary>
    public void Done(IReadOnlyList<DeliveryResult> results)
    {
        lock (_lock)
        {
            _inFlight--;
            foreach (var result in results)
            {
                if (result.Outcome == DeliveryOutcome.Delivered) _delivered++;
                else if (result.Outcome == DeliveryOutcome.Deferred) _deferred++;
            }
        }
    }

    /// <summary>A server answered to the end of a message.</summary>
    /// <param name="isPutOff">It put the message off.</param>
    public void Answered(bool isPutOff)
    {
        bool grows;
        lock (_lock)
        {
            _losses = 0;
            _backOff.Reset();
            _pause = null;
            if (isPutOff) _window.Reduce();
            else _lastError = null;
            // Not before all connections are made that there may be: nothing is known yet of what the server thinks of those.
            grows = !isPutOff && _connected >= _window.Limit && parts.Time.GetUtcNow() >= _noGrowthBefore && _window.Succeed();
        }
        if (grows) Wake();
    }

    /// <summary>A connection was lost in the middle of a message, or ended by 421.</summary>
    public void Lost(DeliveryProblem problem)
    {
        lock (_lock)
        {
            _lastError = problem.Text;
            _window.Halve();
            PauseGrowth();
            if (++_losses < MaxLosses) return;
            _losses = 0;
            BackOff(problem);
        }
    }

    /// <summary>No server of the destination could be reached for one more connection.</summary>
    /// <param name="worker">Who wanted it. It takes no message any more where there is another connection.</param>
    /// <param name="problem">Why not.</param>
    /// <returns>Nor is there another connection: the destination is left alone for a while.</returns>
    public bool Unreachable(DeliveryWorker worker, DeliveryProblem problem)
    {
        lock (_lock)
        {
            _lastError = problem.Text;
            _window.Halve();
            PauseGrowth();
            if (_connected > 0)
            {
                _leaving.Add(worker); // it was one connection too many
                return false;
            }
            BackOff(problem);
            return true;
        }
    }

    /// <summary>Everything that waits for something ends.</summary>
    public void Stop()
    {
        DeliveryWorker[] idle;
        lock (_lock) idle = [.. _idle];
        foreach (var worker in idle) worker.GiveWay();
    }

    /// <summary>The work of all workers.</summary>
    public Task[] Workers()
    {
        lock (_lock) return [.. _workers.Select(worker => worker.Running)];
    }

    /// <inheritdoc/>
    public void Dispose() => _timer?.Dispose();

    /// <summary>Gives out what there is, to workers that wait and to new ones.</summary>
    /// <returns>It waits for a connection.</returns>
    private bool Dispatch()
    {
        while (!parts.Stopping.IsCancellationRequested && !_isRetired && (_idle.Count > 0 || _workers.Count < Concurrency) && MayTake())
        {
            if (_idle.Count > 0)
            {
                if (TakeJob() is not { } job) return false;
                var worker = _idle[^1];
                _idle.RemoveAt(_idle.Count - 1);
                worker.Give(job);
                continue;
            }
            if (!parts.Slots.TryTake(this)) return true;
            if (TakeJob() is not { } first)
            {
                parts.Slots.Return(this);
                return false;
            }
            Start(first);
        }
        return false;
    }

    /// <summary>A worker that is on its way out makes room already: else, where one is too many, all would go that end a message meanwhile.</summary>
    private bool MayStay(DeliveryWorker worker) =>
        !parts.Stopping.IsCancellationRequested && !_leaving.Contains(worker) && _workers.Count - _leaving.Count <= Concurrency
        && !parts.Slots.ShouldYield(this, worker.Messages);

    private void Start(DeliveryJob job)
    {
        var worker = new DeliveryWorker(this, parts);
        _workers.Add(worker);
        worker.Start(job);
    }

    private DeliveryJob? TakeJob()
    {
        if (!MayTake()) return null;
        var job = parts.Source.TryTake(Destination);
        if (job is null) return null;
        parts.Rates.TryTake(Destination, out _);
        _inFlight++;
        return job;
    }

    /// <summary>Neither the back-off nor the rate is against it, nor a flood of messages that come in; otherwise it is looked at again in time.</summary>
    private bool MayTake()
    {
        var wait = _backOff.Remaining;
        if (!parts.Rates.HasAny(Destination, out var next) && next > wait) wait = next;
        if (wait < IntakeFlood.Window && parts.Source.HoldsDeliveries) wait = IntakeFlood.Window;
        if (wait <= TimeSpan.Zero) return true;
        _timer ??= parts.Time.CreateTimer(static dispatcher => ((DestinationDispatcher)dispatcher!).Wake(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _timer.Change(wait, Timeout.InfiniteTimeSpan);
        return false;
    }

    private void PauseGrowth() => _noGrowthBefore = parts.Time.GetUtcNow() + GrowthPause;

    private void BackOff(DeliveryProblem problem)
    {
        _backOff.Fail();
        _pause = new DestinationPause(_backOff.Until!.Value, problem);
        MayTake();
        // A domain that is away is that domain's matter; without its smart hosts a relay is of no use to anyone.
        if (Destination.Domain is null) parts.Warnings.Write($"Nothing is sent to {Destination.Name} until {_backOff.Until:HH:mm:ss}Z: {problem.Text}");
    }
}
