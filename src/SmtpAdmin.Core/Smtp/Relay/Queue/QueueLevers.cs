namespace SmtpAdmin.Smtp.Relay;

/// <summary>What administrators do to the queue. Worked off in batches, so that many changes share one sync of the disk and nobody else waits long.</summary>
/// <param name="book">The queue.</param>
/// <param name="store">Writes what changed.</param>
/// <param name="reports">Has reports made.</param>
/// <param name="views">Shows what changed.</param>
/// <param name="pauses">Which destinations are left alone.</param>
/// <param name="log">The log.</param>
/// <param name="time">The clock.</param>
internal sealed class QueueLevers(QueueBook book, QueueStore store, QueueReports reports, QueueViews views, QueuePauses pauses, QueueLog log, TimeProvider time)
{
    private const int BatchSize = 128;

    /// <summary>Told of destinations that have work again.</summary>
    public Action<RelayDestination>? WorkArrived { get; set; }

    /// <summary>Told of destinations that are to be tried at once.</summary>
    public Action<RelayDestination>? RetryWanted { get; set; }

    /// <summary>Does something to all recipients that a filter means.</summary>
    /// <param name="filter">The filter.</param>
    /// <param name="lever">What is done.</param>
    /// <param name="cancellationToken">Ends it behind a batch.</param>
    /// <returns>What changed, as it stands then.</returns>
    /// <exception cref="IOException">It was done, but could not be stored: a restart would undo it.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task<IReadOnlyList<SmtpQueueItem>> PullAsync(SmtpQueueFilter filter, QueueLever lever, CancellationToken cancellationToken)
    {
        var matcher = new QueueMatcher(filter, time.GetUtcNow(), pauses);
        QueuedMessage[] all;
        lock (book.Gate) all = book.All();
        var items = new List<SmtpQueueItem>();
        var retried = new HashSet<RelayDestination>();
        try
        {
            foreach (var batch in all.Where(matcher.FitsMessage).OrderBy(message => message.Number).Chunk(BatchSize))
            {
                cancellationToken.ThrowIfCancellationRequested();
                var results = await Task.WhenAll(batch.Select(message => PullAsync(message, matcher, lever))).ConfigureAwait(false);
                retried.UnionWith(results.SelectMany(result => result.Retried));
                items.AddRange(results.Select(result => result.Item).OfType<SmtpQueueItem>());
                if (!results.All(result => result.IsStored))
                    throw new IOException($"{Counted.Of(items.Count, "message")} {(items.Count == 1 ? "was" : "were")} changed, but not all of that could be stored: it is tried again, and a restart before then undoes it. The rest was left as it is.");
            }
        }
        finally
        {
            // Each once, and behind all: where it is still away, that costs one message an attempt, not every message that was named.
            foreach (var destination in retried) RetryWanted?.Invoke(destination);
        }
        return items;
    }

    private async Task<(SmtpQueueItem? Item, bool IsStored, IReadOnlyCollection<RelayDestination> Retried)> PullAsync(QueuedMessage message, QueueMatcher matcher, QueueLever lever)
    {
        var pull = new Pull();
        var arrivals = default(Arrivals);
        var saving = Task.FromResult(true);
        SmtpQueueItem item;
        lock (message)
        {
            bool isDone;
            lock (book.Gate)
            {
                if (message.IsDone) return (null, true, []);
                Change(message, matcher, lever, pull);
                isDone = book.TryClose(message, force: lever.IsRemoval && message.Recipients.Length == 0);
                if (pull.Recipients.Count == 0 && !isDone) return (null, true, []);
                book.Reschedule(message, time.GetUtcNow().UtcTicks, ref arrivals);
                item = views.Of(message, time.GetUtcNow(), pull.Retried);
            }
            log.Changed(message.Envelope, pull.Recipients, lever.Text);
            if (isDone || pull.Changes.Count > 0) saving = store.SaveAsync(message, pull.Changes);
        }
        arrivals.Tell(WorkArrived);
        var isStored = await FinishAsync(message, saving).ConfigureAwait(false);
        if (pull.Owed.Count == 0) return (item, isStored, pull.Retried);
        var (bounced, isBounceStored) = await BounceAsync(message, pull.Owed, isStored).ConfigureAwait(false);
        return (bounced, isBounceStored, pull.Retried);
    }

    private static void Change(QueuedMessage message, QueueMatcher matcher, QueueLever lever, Pull pull)
    {
        foreach (var part in message.Parts)
        {
            foreach (var recipient in part.Recipients)
            {
                ref var slot = ref message.Recipients[recipient];
                if (slot.State.IsFinal || !matcher.FitsRecipient(message, part, recipient)) continue;
                if (lever.Change(message, slot) is not { } state) continue;
                pull.Recipients.Add(recipient);
                if (lever.IsRetry) pull.Retried.Add(part.Line.Destination);
                if (slot.Holder == RecipientHolder.Nobody && state.Removal == RecipientRemoval.Bounce)
                {
                    slot.Holder = RecipientHolder.Report;
                    pull.Owed.Add(new(RemovedRecipient.Report(recipient, state), RemovedRecipient.Of(state)));
                    continue;
                }
                if (slot.Holder == RecipientHolder.Nobody && state.Removal == RecipientRemoval.Silent) state = RemovedRecipient.Of(state);
                if (state.IsFinal) message.Open--;
                slot.State = state;
                pull.Changes.Add(new(recipient, state));
            }
        }
    }

    private async Task<(SmtpQueueItem? Item, bool IsStored)> BounceAsync(QueuedMessage message, List<OwedReport> owed, bool isStored)
    {
        var (isSent, saving) = await reports.SettleAsync(message, RelayMessageKind.Bounce, owed).ConfigureAwait(false);
        SmtpQueueItem item;
        var arrivals = default(Arrivals);
        lock (book.Gate)
        {
            book.Reschedule(message, time.GetUtcNow().UtcTicks, ref arrivals);
            item = views.Of(message, time.GetUtcNow());
        }
        arrivals.Tell(WorkArrived);
        return (isSent ? item : null, await FinishAsync(message, saving).ConfigureAwait(false) && isSent && isStored);
    }

    private async Task<bool> FinishAsync(QueuedMessage message, Task<bool> saving)
    {
        if (await saving.ConfigureAwait(false)) return true;
        _ = store.KeepSavingAsync(message);
        return false;
    }

    /// <summary>What a lever does to one message.</summary>
    private sealed class Pull
    {
        public List<int> Recipients { get; } = [];
        public List<RecipientChange> Changes { get; } = [];
        public HashSet<RelayDestination> Retried { get; } = [];
        public List<OwedReport> Owed { get; } = [];
    }
}
