namespace SmtpAdmin.Smtp.Relay;

/// <summary>
/// The messages that were taken and are not done, and what is to be done about each: handed out when it is due, tried again later, reported,
/// held, removed. The spool is told of each change, and is what a restart begins from. Used by many at once.
/// </summary>
internal sealed class RelayQueue : IDeliverySource, IRelayIntake, IDisposable
{
    private const int ViewBatch = 64; // messages that are looked at under one hold of the lock

    private readonly QueueBook _book;
    private readonly QueueStore _store;
    private readonly QueueReports _reports;
    private readonly QueueResults _results;
    private readonly QueueLevers _levers;
    private readonly QueueViews _views;
    private readonly QueueClock _clock;
    private readonly QueueRestore _restore;
    private readonly QueueLog _log;
    private readonly TimeProvider _time;
    private readonly IntakeFlood _flood;
    private readonly TextPool _texts = new();
    private readonly QueuePauses _pauses = new();
    private Action<RelayDestination>? _workArrived;

    /// <summary>Makes an empty queue.</summary>
    /// <param name="spool">Where it is kept.</param>
    /// <param name="routes">Where mail goes.</param>
    /// <param name="retry">When failed deliveries are tried again, and for how long.</param>
    /// <param name="log">Takes down what happens.</param>
    /// <param name="time">The clock.</param>
    /// <param name="random">Spreads what failed together.</param>
    public RelayQueue(ISpool spool, RelayRoutes routes, SmtpRelayRetry retry, IRelayLog log, TimeProvider time, Random random)
    {
        _time = time;
        _flood = new IntakeFlood(time);
        _log = new QueueLog(log, time);
        _book = new QueueBook(routes, retry);
        _store = new QueueStore(_book, spool, _log, time) { Resumed = TellWaiting };
        _reports = new QueueReports(_book, _store, _log);
        _results = new QueueResults(_book, _store, _reports, _log, retry, time, random, _texts);
        _views = new QueueViews(retry, _pauses);
        _levers = new QueueLevers(_book, _store, _reports, _views, _pauses, _log, time);
        _clock = new QueueClock(_book, _store, new QueueChores(_book, _store, _reports, _pauses, _log, retry, time), time);
        _restore = new QueueRestore(retry, _texts);
    }

    /// <summary>Makes the reports that are due; null for none at all. Set before anything is done.</summary>
    public IRelayReports? Reports
    {
        set => _reports.Maker = value;
    }

    /// <summary>Says why and until when the delivery leaves a destination alone; null where nothing is delivered. Asked under the queue's lock, so it must take none. Set before anything is done.</summary>
    public Func<RelayDestination, DestinationPause?>? PauseOf
    {
        set => _pauses.Source = value;
    }

    /// <summary>As <see cref="IDeliverySource.WorkArrived"/> says; who is set here is told at once of what there is already.</summary>
    public Action<RelayDestination>? WorkArrived
    {
        get => _workArrived;
        set
        {
            _workArrived = _results.WorkArrived = _levers.WorkArrived = _clock.WorkArrived = value;
            TellWaiting();
        }
    }

    /// <inheritdoc/>
    public Action<RelayDestination>? RetryWanted
    {
        get => _levers.RetryWanted;
        set => _levers.RetryWanted = value;
    }

    /// <summary>The messages in the queue.</summary>
    public int Count => _book.Count;

    /// <summary>Their octets.</summary>
    public long Octets => _book.Octets;

    /// <summary>How many changes could not be stored yet; with more than a few, nothing is handed out.</summary>
    public int Unsaved => _store.Waiting;

    /// <summary>
    /// Takes over what the spool kept, in order; before anything else. What was to be tried later is tried then, not now. What cannot be read
    /// is kept, listed as damaged, and never tried.
    /// </summary>
    public void Restore(IEnumerable<StoredMessage> messages)
    {
        var now = _time.GetUtcNow();
        var arrivals = default(Arrivals);
        foreach (var message in messages.Select(stored => _restore.Read(stored, now)).OrderBy(message => message.Number))
        {
            _book.Enter(message);
            lock (_book.Gate) _book.Reschedule(message, now.UtcTicks, ref arrivals);
            if (message.Damage is { } damage) _log.Damaged(message.Envelope, damage);
        }
        arrivals.Tell(_workArrived);
    }

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> Encode(RelayEnvelope envelope) => RelayRecordCodec.WriteEnvelope(envelope);

    /// <summary>The number of a message in the spool; null where there is none of this name.</summary>
    public long? FindNumber(string queueId)
    {
        foreach (var message in All())
        {
            if (string.Equals(message.Envelope.QueueId, queueId, StringComparison.OrdinalIgnoreCase)) return message.Number;
        }
        return null;
    }

    /// <summary>Takes over a message that the spool has made durable.</summary>
    /// <param name="number">Its number in the spool.</param>
    /// <param name="envelope">Its envelope, with a recipient at least.</param>
    public void Add(long number, RelayEnvelope envelope)
    {
        ArgumentOutOfRangeException.ThrowIfZero(envelope.Recipients.Count);
        _flood.CameIn();
        var sender = _texts.Share(envelope.Sender);
        if (!ReferenceEquals(sender, envelope.Sender)) envelope = envelope with { Sender = sender };
        var recipients = new QueuedRecipient[envelope.Recipients.Count];
        Array.Fill(recipients, new QueuedRecipient { State = RecipientState.Initial });
        var message = new QueuedMessage(number, envelope, recipients);
        _book.Enter(message);
        var arrivals = default(Arrivals);
        lock (_book.Gate) _book.Reschedule(message, _time.GetUtcNow().UtcTicks, ref arrivals);
        arrivals.Tell(_workArrived);
    }

    /// <summary>What is to be stored with a message in place of its envelope and all changes that were appended so far.</summary>
    /// <returns>Null where the queue does not know better than the spool: what is stored is to be kept as it is.</returns>
    public byte[]? Snapshot(long number)
    {
        RelayRecord record;
        lock (_book.Gate)
        {
            if (_book.Find(number) is not { IsUnreadable: false } message) return null;
            record = new RelayRecord(message.Envelope, Array.ConvertAll(message.Recipients, recipient => recipient.State), message.Damage);
        }
        return RelayRecordCodec.WriteSnapshot(record);
    }

    /// <inheritdoc/>
    public bool HoldsDeliveries => _flood.HoldsDeliveries;

    /// <inheritdoc/>
    public DeliveryJob? TryTake(RelayDestination destination)
    {
        if (!_store.MayBegin()) return null;
        var now = _time.GetUtcNow().UtcTicks;
        DeliveryJob? job;
        lock (_book.Gate) job = _book.Take(destination, now);
        if (job is not null) _flood.GoesOut();
        return job;
    }

    /// <inheritdoc/>
    public Task CompleteAsync(DeliveryJob job, IReadOnlyList<DeliveryResult> results) => _results.CompleteAsync(job, results);

    /// <summary>
    /// Says that a message cannot be read from the spool (<see cref="SpoolDamageException"/>): it is handed out no more. The job that it was found
    /// out by is completed all the same, its recipients not tried.
    /// </summary>
    /// <param name="number">The message.</param>
    /// <param name="text">What is wrong with it, as a sentence.</param>
    public void MarkDamaged(long number, string text)
    {
        QueuedMessage? message;
        lock (_book.Gate) message = _book.Find(number);
        if (message is null) return;
        Task<bool> saving;
        lock (message)
        {
            lock (_book.Gate)
            {
                if (message.IsDone || message.Damage is not null) return;
                message.Damage = text;
                var arrivals = default(Arrivals); // nothing of it is due any more
                _book.Reschedule(message, _time.GetUtcNow().UtcTicks, ref arrivals);
            }
            saving = _store.SaveAsync(message, [], text);
        }
        _log.Damaged(message.Envelope, text);
        _ = _store.FinishAsync(message, saving);
    }

    /// <summary>Works until it is stopped: hands on what becomes due, gives up what is too old, tells senders what is late. Nothing more is stored behind its end that cannot be stored at once.</summary>
    public Task RunAsync(CancellationToken cancellationToken) => _clock.RunAsync(cancellationToken);

    /// <summary>Does all that is due now, and comes back when it is done.</summary>
    internal Task RunOnceAsync() => _clock.RunOnceAsync();

    /// <summary>Holds recipients: they are not tried, and do not run out of time, until they are released.</summary>
    /// <inheritdoc cref="QueueLevers.PullAsync(SmtpQueueFilter, QueueLever, CancellationToken)"/>
    public Task<IReadOnlyList<SmtpQueueItem>> HoldAsync(SmtpQueueFilter filter, CancellationToken cancellationToken) => _levers.PullAsync(filter, QueueLever.Hold, cancellationToken);

    /// <summary>Releases recipients that are held.</summary>
    /// <inheritdoc cref="QueueLevers.PullAsync(SmtpQueueFilter, QueueLever, CancellationToken)"/>
    public Task<IReadOnlyList<SmtpQueueItem>> ReleaseAsync(SmtpQueueFilter filter, CancellationToken cancellationToken) => _levers.PullAsync(filter, QueueLever.Release, cancellationToken);

    /// <summary>Has recipients tried at once, their back-off and that of their destinations forgotten; those that are held are released.</summary>
    /// <inheritdoc cref="QueueLevers.PullAsync(SmtpQueueFilter, QueueLever, CancellationToken)"/>
    public Task<IReadOnlyList<SmtpQueueItem>> RequeueAsync(SmtpQueueFilter filter, CancellationToken cancellationToken) => _levers.PullAsync(filter, QueueLever.Requeue, cancellationToken);

    /// <summary>Takes recipients out of the queue.</summary>
    /// <param name="filter">Which.</param>
    /// <param name="bounce">Tell their senders, where these want to be told.</param>
    /// <param name="cancellationToken">Ends it behind a batch.</param>
    /// <inheritdoc cref="QueueLevers.PullAsync(SmtpQueueFilter, QueueLever, CancellationToken)"/>
    public Task<IReadOnlyList<SmtpQueueItem>> RemoveAsync(SmtpQueueFilter filter, bool bounce, CancellationToken cancellationToken) =>
        _levers.PullAsync(filter, bounce ? QueueLever.Bounce : QueueLever.Remove, cancellationToken);

    /// <summary>The messages that a filter means, the oldest first. Each is shown as it stands when it is reached.</summary>
    public IEnumerable<SmtpQueueItem> List(SmtpQueueFilter filter)
    {
        var now = _time.GetUtcNow();
        var matcher = new QueueMatcher(filter, now, _pauses);
        foreach (var batch in All().Where(matcher.FitsMessage).OrderBy(message => message.Number).Chunk(ViewBatch))
        {
            SmtpQueueItem[] items;
            lock (_book.Gate) items = [.. batch.Where(message => !message.IsDone && matcher.FitsAnyRecipient(message)).Select(message => _views.Of(message, now))];
            foreach (var item in items) yield return item;
        }
    }

    /// <summary>The queue in numbers.</summary>
    public SmtpQueueFigures Figures()
    {
        var census = new QueueCensus(_time.GetUtcNow(), _pauses);
        foreach (var batch in All().Chunk(ViewBatch))
        {
            lock (_book.Gate)
            {
                foreach (var message in batch) census.Add(message);
            }
        }
        return census.Figures();
    }

    /// <summary>Lets go of whatever waits for something to be stored that cannot be stored at once. May be called more than once, and while it works.</summary>
    public void Dispose() => _store.Stop();

    private QueuedMessage[] All()
    {
        lock (_book.Gate) return _book.All();
    }

    private void TellWaiting()
    {
        var arrivals = default(Arrivals);
        lock (_book.Gate) _book.AddWaiting(ref arrivals);
        arrivals.Tell(_workArrived);
    }
}
