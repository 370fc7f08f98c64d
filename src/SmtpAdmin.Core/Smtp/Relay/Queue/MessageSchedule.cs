namespace SmtpAdmin.Smtp.Relay;

/// <summary>Finds out what is due of one message, and when to look at it again.</summary>
internal ref struct MessageSchedule
{
    private readonly QueuedMessage _message;
    private readonly long _now;
    private readonly long _expiry;
    private readonly long _notice;

    /// <summary>Begins.</summary>
    /// <param name="message">The message.</param>
    /// <param name="retry">When things are due.</param>
    /// <param name="now">Ticks of UTC.</param>
    public MessageSchedule(QueuedMessage message, SmtpRelayRetry retry, long now)
    {
        _message = message;
        _now = now;
        _expiry = ExpiryOf(message, retry);
        _notice = NoticeOf(message, retry);
        WakeAt = long.MaxValue;
        if (message is { Open: 0, Recipients.Length: > 0 }) ChoreAt(0); // it was done when we stopped, and is to be forgotten
    }

    /// <summary>When to look at the message again, in ticks of UTC; <see cref="long.MaxValue"/> for never.</summary>
    public long WakeAt { get; private set; }

    /// <summary>Something is to be reported or removed now.</summary>
    public bool HasChore { get; private set; }

    /// <summary>When the message's time is up, in ticks of UTC; <see cref="long.MaxValue"/> for never.</summary>
    public static long ExpiryOf(QueuedMessage message, SmtpRelayRetry retry) =>
        message.IsUnreadable ? long.MaxValue : After(message.Envelope.ReceivedAt, retry.ExpireAfter);

    /// <summary>When its sender is to be told that it is late, in ticks of UTC; <see cref="long.MaxValue"/> for never.</summary>
    public static long NoticeOf(QueuedMessage message, SmtpRelayRetry retry) =>
        message.Damage is null && !message.IsUnreadable && retry.DelayNotice is { } notice ? After(message.Envelope.ReceivedAt, notice) : long.MaxValue;

    /// <summary>A moment for people; null for never.</summary>
    public static DateTimeOffset? Moment(long ticks) => ticks == long.MaxValue ? null : new DateTimeOffset(ticks, TimeSpan.Zero);

    /// <summary>Looks at the recipients of one destination.</summary>
    /// <returns>Some are due now.</returns>
    public bool Look(QueuedPart part)
    {
        var isDue = false;
        foreach (var recipient in part.Recipients)
        {
            ref var slot = ref _message.Recipients[recipient];
            if (!slot.IsFree) continue;
            if (slot.State.Removal != RecipientRemoval.None)
            {
                ChoreAt(0);
            }
            else if (!slot.State.IsHeld)
            {
                ChoreAt(slot.State.IsDelayReported ? _expiry : Math.Min(_expiry, _notice));
                if (_message.Damage is not null) continue;
                if (slot.State.NextAttemptAt is { } next && next.UtcTicks > _now) WakeAt = Math.Min(WakeAt, next.UtcTicks);
                else isDue = true;
            }
        }
        return isDue;
    }

    private void ChoreAt(long at)
    {
        at = Math.Max(at, _message.NoChoreBefore);
        if (at <= _now) HasChore = true;
        else WakeAt = Math.Min(WakeAt, at);
    }

    private static long After(DateTimeOffset moment, TimeSpan time) => time.Ticks > DateTime.MaxValue.Ticks - moment.UtcTicks ? long.MaxValue : moment.UtcTicks + time.Ticks;
}
