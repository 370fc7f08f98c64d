namespace SmtpAdmin.Smtp.Relay;

/// <summary>
/// Writes what changed in the queue into the spool. When that fails, what is true stays true in memory, and is written as soon as it can be:
/// what was delivered is not delivered again while this process lives.
/// </summary>
/// <param name="book">The queue.</param>
/// <param name="spool">The spool.</param>
/// <param name="log">The log.</param>
/// <param name="time">The clock.</param>
internal sealed class QueueStore(QueueBook book, ISpool spool, QueueLog log, TimeProvider time)
{
    private const int MostWaiting = 8;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _waiting;
    private int _isWatching;

    /// <summary>How many changes could not be written yet.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    /// <summary>Told when what <see cref="MayBegin"/> refused may be begun.</summary>
    public Action? Resumed { get; set; }

    /// <summary>
    /// Whether deliveries may be begun: not while more changes than a few could not be written yet, nor while the spool could not store what becomes of them.
    /// </summary>
    public bool MayBegin()
    {
        if (SpoolRoom.IsEnoughForDeliveries(spool)) return Waiting <= MostWaiting;
        if (Interlocked.Exchange(ref _isWatching, 1) == 0) _ = WatchAsync();
        return false;
    }

    /// <summary>
    /// Writes a change, or that the message is done. Called with the message's lock held, in which the change was made: the spool has it, in
    /// its place, when this returns.
    /// </summary>
    /// <returns>It is durable; false when it could not be made so.</returns>
    public async Task<bool> SaveAsync(QueuedMessage message, IReadOnlyList<RecipientChange> changes, string? damage = null)
    {
        try
        {
            if (!message.IsDone)
            {
                await spool.AppendChangeAsync(message.Number, RelayRecordCodec.WriteChange(changes, damage)).ConfigureAwait(false);
                return true;
            }
            await spool.RemoveAsync(message.Number).ConfigureAwait(false);
            bool isFirst;
            lock (book.Gate) isFirst = book.Forget(message);
            if (isFirst) log.Done(message.Envelope);
            return true;
        }
        catch (IOException problem)
        {
            log.Trouble($"What became of messages cannot be stored, and is kept in memory until it can be: {PlainText.Excerpt(problem.Message, 200)}", message.Envelope.QueueId);
            return false;
        }
    }

    /// <summary>Waits for what is being written; what could not be is written again until it is durable, or the relay stops.</summary>
    /// <param name="message">The message.</param>
    /// <param name="saving">What <see cref="SaveAsync"/> gave.</param>
    public async Task FinishAsync(QueuedMessage message, Task<bool> saving)
    {
        if (!await saving.ConfigureAwait(false)) await KeepSavingAsync(message).ConfigureAwait(false);
    }

    /// <summary>Writes how a message stands, again and again, until that is durable or the relay stops.</summary>
    public async Task KeepSavingAsync(QueuedMessage message)
    {
        using (Wait())
        {
            while (await PauseAsync().ConfigureAwait(false))
            {
                Task<bool> saving;
                lock (message)
                {
                    if (message.IsGone) return;
                    saving = SaveAsync(message, StatesOf(message), message.Damage);
                }
                if (await saving.ConfigureAwait(false)) return;
            }
        }
    }

    /// <summary>Counts one that waits until something can be written, until it is disposed.</summary>
    public IDisposable Wait()
    {
        Interlocked.Increment(ref _waiting);
        return new Waiter(this);
    }

    /// <summary>Waits before the next try; false when the relay stops.</summary>
    public async Task<bool> PauseAsync()
    {
        if (!_stopped.Task.IsCompleted) await Task.WhenAny(_stopped.Task, Task.Delay(Pause, time, CancellationToken.None)).ConfigureAwait(false);
        return !_stopped.Task.IsCompleted;
    }

    /// <summary>Lets nobody wait any longer.</summary>
    public void Stop() => _stopped.TrySetResult();

    /// <summary>Looks again and again whether the spool can be written, until it can or the relay stops.</summary>
    private async Task WatchAsync()
    {
        if (SpoolRoom.Problem(spool) is { } problem) log.Trouble($"Nothing is delivered until that can be stored. {problem}", null);
        while (await PauseAsync().ConfigureAwait(false))
        {
            if (!SpoolRoom.IsEnoughForDeliveries(spool)) continue;
            Volatile.Write(ref _isWatching, 0); // first: who is refused while it is told is told again
            Resumed?.Invoke();
            return;
        }
    }

    private List<RecipientChange> StatesOf(QueuedMessage message)
    {
        var changes = new List<RecipientChange>();
        lock (book.Gate)
        {
            for (var recipient = 0; recipient < message.Recipients.Length; recipient++)
            {
                var state = message.Recipients[recipient].State;
                if (!ReferenceEquals(state, RecipientState.Initial)) changes.Add(new(recipient, state));
            }
        }
        return changes;
    }

    private sealed class Waiter(QueueStore store) : IDisposable
    {
        private int _isOver;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isOver, 1) == 0 && Interlocked.Decrement(ref store._waiting) == MostWaiting) store.Resumed?.Invoke();
        }
    }
}
