namespace SmtpAdmin.Smtp.Relay;

/// <summary>Where the delivery to a recipient stands.</summary>
public enum SmtpRecipientStatus
{
    /// <summary>Not tried yet, or due again.</summary>
    Queued,
    /// <summary>A delivery is under way.</summary>
    Sending,
    /// <summary>Failed for now, or waits for a destination that could not be reached; tried again later.</summary>
    Deferred,
    /// <summary>Held: not tried before it is released.</summary>
    Held,
    /// <summary>The next server took the responsibility.</summary>
    Delivered,
    /// <summary>Failed for good; the sender was told if it wanted to be.</summary>
    Failed,
    /// <summary>Taken out of the queue by an administrator.</summary>
    Removed,
    /// <summary>The message cannot be read from the spool: never tried again. It is returned when its time is up, and can be removed.</summary>
    Damaged,
}
