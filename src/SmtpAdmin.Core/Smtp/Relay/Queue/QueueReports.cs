namespace SmtpAdmin.Smtp.Relay;

/// <summary>Has reports made before what they tell of is stored: a crash in between repeats a report, and loses none.</summary>
/// <param name="store">Writes what changed.</param>
/// <param name="book">The queue.</param>
/// <param name="log">The log.</param>
internal sealed class QueueReports(QueueBook book, QueueStore store, QueueLog log)
{
    /// <summary>Who makes them; null for nobody.</summary>
    public IRelayReports? Maker { get; set; }

    /// <summary>Has a report made.</summary>
    /// <returns>It is durable, or none was due; false when it could not be stored.</returns>
    public async Task<bool> TrySendAsync(QueuedMessage message, RelayMessageKind kind, IReadOnlyList<ReportedRecipient> recipients)
    {
        if (Maker is null) return true;
        try
        {
            await Maker.SendAsync(message.Number, message.Envelope, kind, recipients).ConfigureAwait(false);
            return true;
        }
        catch (IOException problem)
        {
            log.Trouble($"A report to the sender cannot be stored, and is tried again: {PlainText.Excerpt(problem.Message, 200)}", message.Envelope.QueueId);
            return false;
        }
    }

    /// <summary>Has a report made about recipients that the caller holds, then makes them final and stores that; else frees them as they were to be then.</summary>
    /// <returns>Whether the report is durable; and whether what changed is.</returns>
    public async Task<(bool IsSent, Task<bool> Saving)> SettleAsync(QueuedMessage message, RelayMessageKind kind, List<OwedReport> owed)
    {
        var isSent = await TrySendAsync(message, kind, owed.ConvertAll(one => one.Reported)).ConfigureAwait(false);
        return (isSent, Settle(message, owed, isSent));
    }

    /// <summary>Makes recipients final that the caller holds, or frees them, and stores that.</summary>
    public Task<bool> Settle(QueuedMessage message, List<OwedReport> owed, bool isSent)
    {
        lock (message)
        {
            var changes = new List<RecipientChange>(owed.Count);
            lock (book.Gate)
            {
                foreach (var one in owed)
                {
                    var recipient = one.Reported.Recipient;
                    var state = message.Recipients[recipient].State;
                    if (isSent) state = one.State;
                    // What an administrator said meanwhile stays said, and so does what the sender was told.
                    else if (one.Otherwise is { } otherwise) state = otherwise with { IsHeld = state.IsHeld, Removal = state.Removal, IsDelayReported = state.IsDelayReported };
                    if (isSent || one.Otherwise is not null) changes.Add(new(recipient, state));
                    QueueBook.Settle(message, recipient, state);
                }
                book.TryClose(message);
            }
            return changes.Count > 0 ? store.SaveAsync(message, changes) : Task.FromResult(true);
        }
    }
}
