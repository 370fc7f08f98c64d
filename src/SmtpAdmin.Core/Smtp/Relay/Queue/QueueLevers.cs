namespace SmtpAdmin.Smtp.Relay;

/// <summary>What administrators do to the queue. Worked off in batches, so that many changes share one sync of the disk and nobody else waits long.</summary>
/// <param name="book">The queue.</param>
/// <param name="store">Writes what changed.</param>
/// <param name="reports">Has reports made.</param>
/// <param name="views">Shows what changed.</param>
/// <param name="log">The log.</param>
/// <param name="time">The clock.</param>
internal sealed class QueueLevers(QueueBook book, QueueStore store, QueueReports reports, QueueViews views, QueueLog log, TimeProvider time)
{
    private const int BatchSize = 128;

    /// <summary>Told of destinations that have work again.</summary>
    public Action<RelayDestination>? WorkArrived { get; set; }

    /// <summary>Does something to all recipients that a filter means.</summary>
    /// <param name="filter">The filter.</param>
    /// <param name="lever">What is done.</param>
    /// <param name="cancellationToken">Ends it behind a batch.</param>
    /// <returns>What changed, as it stands then.</returns>
    /// <exception cref="IOException">It was done, but could not be stored: a restart would undo it.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task<IReadOnlyList<SmtpQueueItem>> PullAsync(SmtpQueueFilter filter, QueueLever lever, CancellationToken cancellationToken)
    {
        var matcher = new QueueMatcher(filter, time.GetUtcNow());
        QueuedMessage[] all;
        lock (book.Gate) all = book.All();
        var items = new List<SmtpQueueItem>();
        foreach (var batch in all.Where(matcher.FitsMessage).OrderBy(message => message.Number).Chunk(BatchSize))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var results = await Task.WhenAll(batch.Select(message => PullAsync(message, matcher, lever))).ConfigureAwait(false);
            items.AddRange(results.Where(result => result.Item is not null).Select(result => result.Item!));
            if (!results.All(result => result.IsStored))
                throw new IOException($"{items.Count} messages were changed, but not all of that could be stored: it is tried again, and a restart before then undoes it. The rest was left as it is.");
        }
        return items;
    }

    private async Task<(SmtpQueueItem? Item, bool IsStored)> PullAsync(QueuedMessage message, QueueMatcher matcher, QueueLever lever)
    {
        var pull = new Pull();
        var saving = Task.FromResult(true);
        lock (message)
        {
            lock (book.Gate)
            {
                if (message.IsDone) return (null, true);
                Change(message, matcher, lever, pull);
                pull.IsDone = book.TryClose(message, force: lever.IsRemoval && message.Recipients.Length == 0);
                book.Reschedule(message, time.GetUtcNow().UtcTicks, ref pull.Arrivals);
                pull.Item = views.Of(message, time.GetUtcNow());
            }
            if (pull.Recipients.Count == 0 && !pull.IsDone) return (null, true);
            log.Changed(message.Envelope, pull.Recipients, lever.Text);
            if (pull.IsDone || pull.Changes.Count > 0) saving = store.SaveAsync(message, pull.Changes);
        }
        pull.Arrivals.Tell(WorkArrived);
        var isStored = await FinishAsync(message, saving).ConfigureAwait(false);
        return pull.Owed.Count == 0 ? (pull.Item, isStored) : await BounceAsync(message, pull.Owed, isStored).ConfigureAwait(false);
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
        public Arrivals Arrivals;
        public List<int> Recipients { get; } = [];
        public List<RecipientChange> Changes { get; } = [];
        public List<OwedReport> Owed { get; } = [];
        public SmtpQueueItem? Item { get; set; }
        public bool IsDone { get; set; }
    }
}
