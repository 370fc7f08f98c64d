namespace SmtpAdmin.Smtp.Relay;

/// <summary>Makes queued messages of what the spool kept.</summary>
/// <param name="retry">When things are due.</param>
/// <param name="texts">Where equal texts meet.</param>
internal sealed class QueueRestore(SmtpRelayRetry retry, TextPool texts)
{
    /// <summary>Reads a message. One that cannot be read is one that is never tried.</summary>
    public QueuedMessage Read(StoredMessage stored, DateTimeOffset now)
    {
        if (!RelayRecordCodec.TryRead(stored.Envelope.Span, texts, out var record, out var problem)) return Unreadable(stored, problem, now);
        string? unread = null;
        foreach (var change in stored.Changes)
        {
            if (RelayRecordCodec.TryApply(change.Span, texts, record, out var changed, out problem)) record = changed;
            else unread = problem;
        }
        var latest = now + RetryPause.Longest(retry);
        var recipients = new QueuedRecipient[record.States.Length];
        for (var recipient = 0; recipient < recipients.Length; recipient++)
        {
            var state = record.States[recipient];
            // A clock that was wrong, or a setting that was changed, must not keep mail waiting for longer than any pause is now.
            if (state.NextAttemptAt > latest) state = state with { NextAttemptAt = latest };
            recipients[recipient] = new QueuedRecipient { State = state };
        }
        var message = new QueuedMessage(stored.Number, record.Envelope, recipients) { Damage = unread ?? record.Damage, IsUnreadable = unread is not null };
        // What ran out of time while nobody could try it gets one more chance.
        var firstChore = Math.Min(MessageSchedule.ExpiryOf(message, retry), MessageSchedule.NoticeOf(message, retry));
        if (firstChore <= now.UtcTicks && Array.Exists(recipients, recipient => !recipient.State.IsFinal)) message.NoChoreBefore = (now + RetryPause.Of(retry, 0, 1)).UtcTicks;
        return message;
    }

    private static QueuedMessage Unreadable(StoredMessage stored, string problem, DateTimeOffset now) => new(
        stored.Number,
        new RelayEnvelope { QueueId = FormattableString.Invariant($"UNREADABLE{stored.Number}"), ReceivedAt = now, Sender = "", Recipients = [], Size = stored.Length },
        [])
    {
        Damage = problem, IsUnreadable = true,
    };
}
