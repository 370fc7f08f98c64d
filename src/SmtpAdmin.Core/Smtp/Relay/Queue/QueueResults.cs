using SmtpAdmin.Smtp.Protocol;

namespace SmtpAdmin.Smtp.Relay;

/// <summary>Takes the results of deliveries: what is settled is stored, what failed for good is reported first, the rest waits for its next turn.</summary>
/// <param name="book">The queue.</param>
/// <param name="store">Writes what changed.</param>
/// <param name="reports">Has reports made.</param>
/// <param name="log">The log.</param>
/// <param name="retry">When failed deliveries are tried again.</param>
/// <param name="time">The clock.</param>
/// <param name="random">Spreads what failed together; used under the queue's lock.</param>
/// <param name="texts">Where equal texts meet.</param>
internal sealed class QueueResults(QueueBook book, QueueStore store, QueueReports reports, QueueLog log, SmtpRelayRetry retry, TimeProvider time, Random random, TextPool texts)
{
    /// <summary>Told of destinations that have work again.</summary>
    public Action<RelayDestination>? WorkArrived { get; set; }

    /// <summary>Takes the results of a job; done when what they say is durable, or when the relay stops.</summary>
    public async Task CompleteAsync(DeliveryJob job, IReadOnlyList<DeliveryResult> results)
    {
        var batch = new Batch(job);
        Task<bool>? saving = null;
        QueuedMessage? message;
        lock (book.Gate) message = book.Find(job.Number);
        if (message is null) return;
        lock (message)
        {
            lock (book.Gate) Sort(message, results, ref batch);
            if (batch.Settled is { } settled) log.Results(message.Envelope, settled); // here, so that it stands before what comes of it
            if (batch.Changes is { } changes) saving = store.SaveAsync(message, changes);
        }
        batch.Arrivals.Tell(WorkArrived);
        if (batch.Failed is { } failed) await BounceAsync(message, failed).ConfigureAwait(false);
        if (batch.Succeeded is { } succeeded) await ReportSuccessAsync(message, succeeded).ConfigureAwait(false);
        if (saving is not null) await store.FinishAsync(message, saving).ConfigureAwait(false);
    }

    private void Sort(QueuedMessage message, IReadOnlyList<DeliveryResult> results, ref Batch batch)
    {
        var now = time.GetUtcNow();
        var chance = random.NextDouble(); // one for all, so that what goes together stays together
        for (var at = 0; at < batch.Job.Recipients.Count; at++)
        {
            var recipient = batch.Job.Recipients[at];
            ref var slot = ref message.Recipients[recipient];
            if (slot.Holder != RecipientHolder.Delivery) continue;
            Sort(message, recipient, ref slot, ResultOf(results, recipient, at), now, chance, ref batch);
        }
        book.TryClose(message);
        book.Reschedule(message, now.UtcTicks, ref batch.Arrivals, inFront: batch.IsNotTried);
    }

    private void Sort(QueuedMessage message, int recipient, ref QueuedRecipient slot, DeliveryResult? result, DateTimeOffset now, double chance, ref Batch batch)
    {
        if (result is null or { Outcome: DeliveryOutcome.NotTried })
        {
            slot.Holder = RecipientHolder.Nobody;
            batch.IsNotTried = true;
            return;
        }
        var state = slot.State with
        {
            Status = result.Outcome switch
            {
                DeliveryOutcome.Delivered => SmtpRecipientStatus.Delivered,
                DeliveryOutcome.Failed => SmtpRecipientStatus.Failed,
                _ => SmtpRecipientStatus.Deferred,
            },
            Attempts = slot.State.Attempts + 1,
            Pauses = slot.State.Pauses + (result.Outcome == DeliveryOutcome.Deferred ? 1 : 0),
            LastAttemptAt = now,
            NextAttemptAt = result.Outcome == DeliveryOutcome.Deferred ? now + RetryPause.Of(retry, slot.State.Pauses, chance) : null,
            LastReply = texts.Share(result.Text),
            IsReply = result.IsReply,
            LastStatus = texts.Share(result.Status),
            LastServer = result.Server is null ? null : texts.Share(result.Server),
        };
        (batch.Settled ??= new(batch.Job.Recipients.Count)).Add(new(recipient, result, state));
        if (result.Outcome == DeliveryOutcome.Failed)
        {
            slot.Holder = RecipientHolder.Report;
            (batch.Failed ??= []).Add(new(Report(recipient, result, now), state)
            {
                Otherwise = state with { Status = SmtpRecipientStatus.Deferred, Pauses = state.Pauses + 1, NextAttemptAt = now + RetryPause.Of(retry, state.Pauses, chance) },
            });
        }
        else if (result.Outcome == DeliveryOutcome.Delivered && !result.IsDsnPassedOn && message.Envelope.Recipients[recipient].Notify.HasFlag(DsnNotify.Success))
        {
            slot.Holder = RecipientHolder.Report;
            (batch.Succeeded ??= []).Add(new(Report(recipient, result, now), state));
        }
        else
        {
            QueueBook.Settle(message, recipient, state);
            (batch.Changes ??= new(batch.Job.Recipients.Count)).Add(new(recipient, state));
        }
    }

    /// <summary>When the report cannot be stored, the recipient is tried again: it fails again, and the report is made then.</summary>
    private async Task BounceAsync(QueuedMessage message, List<OwedReport> failed)
    {
        var (_, saving) = await reports.SettleAsync(message, RelayMessageKind.Bounce, failed).ConfigureAwait(false);
        Reschedule(message);
        await store.FinishAsync(message, saving).ConfigureAwait(false);
    }

    /// <summary>What was delivered must not be tried again, so a report that cannot be stored is waited for.</summary>
    private async Task ReportSuccessAsync(QueuedMessage message, List<OwedReport> succeeded)
    {
        var recipients = succeeded.ConvertAll(one => one.Reported);
        if (!await reports.TrySendAsync(message, RelayMessageKind.SuccessReport, recipients).ConfigureAwait(false))
        {
            using (store.Wait())
            {
                while (await store.PauseAsync().ConfigureAwait(false))
                {
                    if (await reports.TrySendAsync(message, RelayMessageKind.SuccessReport, recipients).ConfigureAwait(false)) break;
                }
            }
        }
        var saving = reports.Settle(message, succeeded, isSent: true);
        Reschedule(message);
        await store.FinishAsync(message, saving).ConfigureAwait(false);
    }

    private void Reschedule(QueuedMessage message)
    {
        var arrivals = default(Arrivals);
        lock (book.Gate) book.Reschedule(message, time.GetUtcNow().UtcTicks, ref arrivals);
        arrivals.Tell(WorkArrived);
    }

    private static DeliveryResult? ResultOf(IReadOnlyList<DeliveryResult> results, int recipient, int at)
    {
        if (at < results.Count && results[at].Recipient == recipient) return results[at]; // mostly they come in order
        for (var other = 0; other < results.Count; other++)
        {
            if (results[other].Recipient == recipient) return results[other];
        }
        return null;
    }

    private static ReportedRecipient Report(int recipient, DeliveryResult result, DateTimeOffset now) =>
        new(recipient, result.Status, result.Text) { IsReply = result.IsReply, Server = result.Server, LastAttemptAt = now };

    /// <summary>What the results of one job come to.</summary>
    private struct Batch(DeliveryJob job)
    {
        public readonly DeliveryJob Job = job;
        public Arrivals Arrivals;
        public List<RecipientChange>? Changes;
        public List<SettledResult>? Settled;
        public List<OwedReport>? Failed;
        public List<OwedReport>? Succeeded;
        public bool IsNotTried;
    }
}
