namespace SmtpAdmin.Smtp.Relay;

/// <summary>One connection's worth of deliveries: takes messages of a destination one after the other, for as long as there are any.</summary>
/// <param name="dispatcher">Gives out the messages.</param>
/// <param name="parts">What all share.</param>
internal sealed class DeliveryWorker(DestinationDispatcher dispatcher, DeliveryParts parts)
{
    // How many results may be on their way to the disk while the next message is sent: so many messages may come twice behind a crash.
    private const int MaxUnstored = 4;

    private readonly DestinationDispatcher _dispatcher = dispatcher;
    private readonly Queue<Task> _unstored = new();
    private RelaySession? _session;
    private TaskCompletionSource<DeliveryJob?>? _given;

    /// <summary>The work; done when the connection is closed and all results are stored.</summary>
    public Task Running { get; private set; } = Task.CompletedTask;

    /// <summary>It has a connection.</summary>
    public bool IsConnected => _session is not null;

    /// <summary>Messages that its connection has carried.</summary>
    public int Messages => _session?.Messages ?? 0;

    /// <summary>Its place among those that have nothing to do; kept by <see cref="ConnectionSlots"/>.</summary>
    public LinkedListNode<DeliveryWorker>? IdlePlace { get; set; }

    /// <summary>Begins to work.</summary>
    public void Start(DeliveryJob first) => Running = Task.Run(() => RunAsync(first), CancellationToken.None);

    /// <summary>From now on it may be given a message.</summary>
    public void BeginIdle() => _given = new TaskCompletionSource<DeliveryJob?>(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Gives a message to a worker that waits for one.</summary>
    public void Give(DeliveryJob job) => _given!.SetResult(job);

    /// <summary>Lets a worker that waits go, on another thread.</summary>
    public void GiveWay() => ThreadPool.UnsafeQueueUserWorkItem(
        static worker =>
        {
            if (worker._dispatcher.EndIdle(worker)) worker._given!.SetResult(null);
        },
        this,
        preferLocal: false);

    private async Task RunAsync(DeliveryJob first)
    {
        try
        {
            for (DeliveryJob? job = first; job is not null; job = await NextAsync().ConfigureAwait(false)) await DeliverAsync(job).ConfigureAwait(false);
        }
        finally
        {
            await DropSessionAsync(quits: true).ConfigureAwait(false);
            while (_unstored.Count > 0) await StoredAsync().ConfigureAwait(false);
            _dispatcher.Ended(this);
        }
    }

    private async Task<DeliveryJob?> NextAsync()
    {
        if (!_dispatcher.TryContinue(this, out var job) || job is not null) return job;
        _session!.Deadline.End();
        var given = _given!.Task;
        try
        {
            // A message that comes now does not wait for the results of those before it.
            while (_unstored.TryPeek(out var storing) && await Task.WhenAny(storing, given).ConfigureAwait(false) == storing) await StoredAsync().ConfigureAwait(false);
            return await given.WaitAsync(parts.Options.IdleTimeout, parts.Time, CancellationToken.None).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            return _dispatcher.EndIdle(this) ? null : await given.ConfigureAwait(false);
        }
        finally
        {
            parts.Slots.EndIdle(this);
        }
    }

    private async Task DeliverAsync(DeliveryJob job)
    {
        IReadOnlyList<DeliveryResult> results;
        try
        {
            results = await SendAsync(job).ConfigureAwait(false);
        }
        catch (Exception error) // a mistake of ours with one message must not end the delivery of all others
        {
            var problem = DeliveryProblem.Temporary("4.3.0", $"The relay failed to deliver this: {error.GetType().Name}: {error.Message}");
            parts.Warnings.Write(job.Destination.Name, problem);
            await DropSessionAsync(quits: false).ConfigureAwait(false);
            results = For(job, problem);
        }
        _dispatcher.Done(results);
        _unstored.Enqueue(parts.Source.CompleteAsync(job, results));
        while (_unstored.Count > MaxUnstored || (_unstored.Count > 0 && _unstored.Peek().IsCompleted)) await StoredAsync().ConfigureAwait(false);
    }

    private async Task<IReadOnlyList<DeliveryResult>> SendAsync(DeliveryJob job)
    {
        while (true)
        {
            if (await ConnectAsync().ConfigureAwait(false) is { } problem) return For(job, problem);
            var session = _session!;
            var isReused = session.Messages > 0;
            var outcome = await new MessageTransfer(session, job, parts.Spool, parts.Options, parts.Time).RunAsync(isReused).ConfigureAwait(false);
            if (!session.Smtp.IsUsable) await DropSessionAsync(quits: false).ConfigureAwait(false);
            if (outcome.IsStale) continue; // the next connection is new
            if (outcome.Loss is null) _dispatcher.Answered(outcome.IsPutOff);
            else if (!parts.Stopping.IsCancellationRequested) _dispatcher.Lost(outcome.Loss);
            if (outcome.Damage is { } damage) parts.Damaged(job.Number, damage);
            return outcome.Results;
        }
    }

    /// <summary>Sees to it that there is a connection that may be used.</summary>
    private async Task<DeliveryProblem?> ConnectAsync()
    {
        if (_session is { } used)
        {
            if (used.Messages < Math.Min(parts.Options.MaxMessagesPerConnection, used.Features.MaxMessages ?? int.MaxValue)) return null;
            await DropSessionAsync(quits: true).ConfigureAwait(false);
        }
        var (session, problem) = await parts.Connector.ConnectAsync(_dispatcher.Destination, parts.Stopping).ConfigureAwait(false);
        if (session is not null)
        {
            _session = session;
            _dispatcher.Connected(true);
            return null;
        }
        if (problem!.Outcome != DeliveryOutcome.Deferred || _dispatcher.Unreachable(this, problem)) return problem;
        return problem with { Outcome = DeliveryOutcome.NotTried }; // another connection takes it
    }

    private async ValueTask DropSessionAsync(bool quits)
    {
        if (_session is not { } session) return;
        _session = null;
        _dispatcher.Connected(false);
        if (quits) await session.QuitAsync().ConfigureAwait(false);
        else await session.DisposeAsync().ConfigureAwait(false);
    }

    private async ValueTask StoredAsync()
    {
        try
        {
            await _unstored.Dequeue().ConfigureAwait(false);
        }
        catch (Exception error) // whatever is wrong with the queue, the delivery of what comes next is not
        {
            parts.Warnings.Write($"The result of a delivery could not be stored, so that the message may be sent again: {error.Message}");
        }
    }

    private static DeliveryResult[] For(DeliveryJob job, DeliveryProblem problem)
    {
        var results = new DeliveryResult[job.Recipients.Count];
        for (var at = 0; at < results.Length; at++) results[at] = problem.For(job.Recipients[at], TimeSpan.Zero);
        return results;
    }
}
