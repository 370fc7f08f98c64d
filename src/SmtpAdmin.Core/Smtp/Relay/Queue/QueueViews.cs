namespace SmtpAdmin.Smtp.Relay;

/// <summary>Shows queued messages to people. Its methods are called under the queue's lock.</summary>
/// <param name="retry">When things are due.</param>
/// <param name="pauses">Which destinations are left alone.</param>
internal sealed class QueueViews(SmtpRelayRetry retry, QueuePauses pauses)
{
    /// <summary>A message as it stands.</summary>
    /// <param name="message">The message.</param>
    /// <param name="now">The time.</param>
    /// <param name="retried">Destinations that are about to be tried, whatever they are waited for; null for none.</param>
    public SmtpQueueItem Of(QueuedMessage message, DateTimeOffset now, IReadOnlySet<RelayDestination>? retried = null)
    {
        var envelope = message.Envelope;
        var recipients = new SmtpQueueRecipient[message.Recipients.Length];
        foreach (var part in message.Parts)
        {
            var destination = part.Line.Destination;
            var pause = retried?.Contains(destination) == true ? null : pauses.Of(destination, now);
            foreach (var recipient in part.Recipients) recipients[recipient] = Of(message, recipient, destination.Name, StandingOf(message, recipient, now, pause));
        }
        return new SmtpQueueItem
        {
            QueueId = envelope.QueueId,
            Sender = envelope.Sender,
            Recipients = recipients,
            Size = envelope.Size,
            ReceivedAt = message.IsUnreadable && recipients.Length == 0 ? null : envelope.ReceivedAt,
            ExpiresAt = MessageSchedule.Moment(MessageSchedule.ExpiryOf(message, retry)),
            MessageId = envelope.MessageId,
            Kind = envelope.Kind,
            ReportOf = envelope.ReportOf,
            Client = envelope.Client,
            User = envelope.User,
            Damage = message.IsDone && recipients.Length == 0 ? null : message.Damage, // what is removed without known recipients is no more than that
        };
    }

    /// <summary>Where the delivery to a recipient stands. What is due is not tried while its destination is left alone: it waits for that, as what failed itself waits.</summary>
    /// <param name="message">The message.</param>
    /// <param name="recipient">The recipient's number.</param>
    /// <param name="now">The time.</param>
    /// <param name="pause">That of the recipient's destination; null where it is not left alone.</param>
    public static RecipientStanding StandingOf(QueuedMessage message, int recipient, DateTimeOffset now, DestinationPause? pause)
    {
        ref var slot = ref message.Recipients[recipient];
        var (status, next) = (StatusOf(message, recipient, now), slot.State.NextAttemptAt);
        if (pause is null) return new(status, next, null);
        if (status == SmtpRecipientStatus.Deferred) return new(status, next > pause.Until ? next : pause.Until, null);
        return status == SmtpRecipientStatus.Queued && slot.IsDue(now.UtcTicks) ? new(SmtpRecipientStatus.Deferred, pause.Until, pause.Problem) : new(status, next, null);
    }

    private static SmtpRecipientStatus StatusOf(QueuedMessage message, int recipient, DateTimeOffset now)
    {
        ref var slot = ref message.Recipients[recipient];
        return slot.State.IsFinal ? slot.State.Status
            : slot.Holder == RecipientHolder.Delivery ? SmtpRecipientStatus.Sending
            : message.Damage is not null ? SmtpRecipientStatus.Damaged
            : slot.State.IsHeld ? SmtpRecipientStatus.Held
            : slot.State.Status == SmtpRecipientStatus.Deferred && slot.State.NextAttemptAt > now ? SmtpRecipientStatus.Deferred
            : SmtpRecipientStatus.Queued;
    }

    private static SmtpQueueRecipient Of(QueuedMessage message, int recipient, string destination, RecipientStanding standing)
    {
        var state = message.Recipients[recipient].State;
        var cause = standing.Cause;
        return new SmtpQueueRecipient(message.Envelope.Recipients[recipient].Address, standing.Status)
        {
            Destination = destination,
            Attempts = state.Attempts,
            LastAttemptAt = state.LastAttemptAt,
            NextAttemptAt = standing.NextAttemptAt,
            LastReply = cause is null ? state.LastReply : cause.Text,
            LastStatus = cause is null ? state.LastStatus : cause.Status,
            LastServer = cause is null ? state.LastServer : cause.Server,
        };
    }
}
