namespace SmtpAdmin.Smtp.Relay;

/// <summary>Does what is due of a message beside deliveries: gives up what is too old, tells senders what is late, and removes what was to be removed.</summary>
/// <param name="book">The queue.</param>
/// <param name="store">Writes what changed.</param>
/// <param name="reports">Has reports made.</param>
/// <param name="pauses">Why destinations are left alone.</param>
/// <param name="log">The log.</param>
/// <param name="retry">When things are due.</param>
/// <param name="time">The clock.</param>
internal sealed class QueueChores(QueueBook book, QueueStore store, QueueReports reports, QueuePauses pauses, QueueLog log, SmtpRelayRetry retry, TimeProvider time)
{
    private const string Expired = "4.4.7"; // delivery time expired (RFC 3463 section 3.5)
    private const string Unreadable = "5.3.0"; // other mail system status (RFC 3463 section 3.4)
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromMinutes(1);

    /// <summary>Does what is due of a message.</summary>
    /// <returns>The destinations that have work behind it.</returns>
    public async Task<Arrivals> DoAsync(QueuedMessage message)
    {
        var now = time.GetUtcNow();
        var owed = new List<OwedReport>();
        var changes = new List<RecipientChange>();
        var late = new List<ReportedRecipient>();
        var saving = Task.FromResult(true);
        lock (message)
        {
            bool isDone;
            lock (book.Gate)
            {
                for (var recipient = 0; recipient < message.Recipients.Length; recipient++) Look(message, recipient, now, owed, changes, late);
                isDone = book.TryClose(message);
            }
            if (isDone || changes.Count > 0) saving = store.SaveAsync(message, changes);
        }
        await store.FinishAsync(message, saving).ConfigureAwait(false);
        var isSent = owed.Count == 0 || await BounceAsync(message, owed).ConfigureAwait(false);
        if (late.Count > 0 && !await TellLateAsync(message, late).ConfigureAwait(false)) isSent = false;
        return Finish(message, isSent);
    }

    private void Look(QueuedMessage message, int recipient, DateTimeOffset now, List<OwedReport> owed, List<RecipientChange> changes, List<ReportedRecipient> late)
    {
        ref var slot = ref message.Recipients[recipient];
        var state = slot.State;
        if (!slot.IsFree) return;
        if (state.Removal == RecipientRemoval.Silent)
        {
            state = RemovedRecipient.Of(state);
            changes.Add(new(recipient, state));
            QueueBook.Settle(message, recipient, state);
        }
        else if (state.Removal == RecipientRemoval.Bounce)
        {
            slot.Holder = RecipientHolder.Report;
            owed.Add(new(RemovedRecipient.Report(recipient, state), RemovedRecipient.Of(state)));
        }
        else if (state.IsHeld)
        {
            return;
        }
        else if (MessageSchedule.ExpiryOf(message, retry) <= now.UtcTicks)
        {
            slot.Holder = RecipientHolder.Report;
            state = Explained(message, recipient, state);
            var status = message.Damage is null ? Expired : Unreadable;
            owed.Add(new(Report(message, recipient, state) with { Status = status }, state with { Status = SmtpRecipientStatus.Failed, NextAttemptAt = null, LastStatus = status }));
        }
        else if (!state.IsDelayReported && MessageSchedule.NoticeOf(message, retry) <= now.UtcTicks)
        {
            late.Add(Report(message, recipient, Explained(message, recipient, state)) with { RetryUntil = MessageSchedule.Moment(MessageSchedule.ExpiryOf(message, retry)) });
        }
    }

    private async Task<bool> BounceAsync(QueuedMessage message, List<OwedReport> owed)
    {
        var isSent = await reports.TrySendAsync(message, RelayMessageKind.Bounce, owed.ConvertAll(one => one.Reported)).ConfigureAwait(false);
        // Not before: it may take many tries, each of which would be told of.
        foreach (var one in owed.Where(one => isSent && one.State.Status == SmtpRecipientStatus.Failed)) log.Expired(message.Envelope, one.Reported.Recipient, one.State);
        await store.FinishAsync(message, reports.Settle(message, owed, isSent)).ConfigureAwait(false);
        return isSent;
    }

    /// <summary>Nobody holds the recipients meanwhile: that they are late is true however a delivery ends.</summary>
    private async Task<bool> TellLateAsync(QueuedMessage message, List<ReportedRecipient> late)
    {
        if (!await reports.TrySendAsync(message, RelayMessageKind.DelayNotice, late).ConfigureAwait(false)) return false;
        Task<bool> saving;
        lock (message)
        {
            var changes = new List<RecipientChange>(late.Count);
            lock (book.Gate)
            {
                foreach (var one in late)
                {
                    ref var slot = ref message.Recipients[one.Recipient];
                    slot.State = slot.State with { IsDelayReported = true };
                    changes.Add(new(one.Recipient, slot.State));
                }
                if (message.IsDone) return true;
            }
            saving = store.SaveAsync(message, changes);
        }
        await store.FinishAsync(message, saving).ConfigureAwait(false);
        return true;
    }

    private Arrivals Finish(QueuedMessage message, bool isSent)
    {
        var arrivals = default(Arrivals);
        lock (book.Gate)
        {
            var now = time.GetUtcNow();
            if (!isSent) message.NoChoreBefore = (now + PauseAfterFailure).UtcTicks;
            message.HasChore = false;
            book.Reschedule(message, now.UtcTicks, ref arrivals);
        }
        return arrivals;
    }

    /// <summary>What was never tried has waited for a destination that could not be reached: what kept others from it kept this too.</summary>
    private RecipientState Explained(QueuedMessage message, int recipient, RecipientState state) =>
        message.Damage is null && state.LastReply is null && pauses.LastOf(message.DestinationOf(recipient)) is { Problem: var problem }
            ? state with { LastReply = problem.Text, IsReply = problem.IsReply, LastStatus = problem.Status, LastServer = problem.Server }
            : state;

    private static ReportedRecipient Report(QueuedMessage message, int recipient, RecipientState state) => message.Damage is { } damage
        ? new(recipient, Unreadable, damage) { LastAttemptAt = state.LastAttemptAt }
        : new(recipient, state.LastStatus ?? "4.4.1", state.LastReply ?? "It could not be tried: no connection to the destination was to be had.")
        {
            IsReply = state.IsReply, Server = state.LastServer, LastAttemptAt = state.LastAttemptAt,
        };
}
