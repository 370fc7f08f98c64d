namespace SmtpAdmin.Smtp.Relay;

/// <summary>Shows queued messages to people. Its methods are called under the queue's lock.</summary>
/// <param name="retry">When things are due.</param>
internal sealed class QueueViews(SmtpRelayRetry retry)
{
    /// <summary>A message as it stands.</summary>
    public SmtpQueueItem Of(QueuedMessage message, DateTimeOffset now)
    {
        var envelope = message.Envelope;
        var recipients = new SmtpQueueRecipient[message.Recipients.Length];
        foreach (var part in message.Parts)
        {
            foreach (var recipient in part.Recipients) recipients[recipient] = Of(message, recipient, part.Line.Destination.Name, now);
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

    /// <summary>Where the delivery to a recipient stands.</summary>
    public static SmtpRecipientStatus StatusOf(QueuedMessage message, int recipient, DateTimeOffset now)
    {
        ref var slot = ref message.Recipients[recipient];
        return slot.State.IsFinal ? slot.State.Status
            : slot.Holder == RecipientHolder.Delivery ? SmtpRecipientStatus.Sending
            : message.Damage is not null ? SmtpRecipientStatus.Damaged
            : slot.State.IsHeld ? SmtpRecipientStatus.Held
            : slot.State.Status == SmtpRecipientStatus.Deferred && slot.State.NextAttemptAt > now ? SmtpRecipientStatus.Deferred
            : SmtpRecipientStatus.Queued;
    }

    private static SmtpQueueRecipient Of(QueuedMessage message, int recipient, string destination, DateTimeOffset now)
    {
        var state = message.Recipients[recipient].State;
        return new SmtpQueueRecipient(message.Envelope.Recipients[recipient].Address, StatusOf(message, recipient, now))
        {
            Destination = destination,
            Attempts = state.Attempts,
            LastAttemptAt = state.LastAttemptAt,
            NextAttemptAt = state.NextAttemptAt,
            LastReply = state.LastReply,
            LastStatus = state.LastStatus,
            LastServer = state.LastServer,
        };
    }
}
