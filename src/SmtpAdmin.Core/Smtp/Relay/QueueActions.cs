namespace SmtpAdmin.Smtp.Relay;

/// <summary>What administrators do to a queue, in one place for running relays and stopped ones.</summary>
internal static class QueueActions
{
    /// <summary>Does it; done when it is durable.</summary>
    /// <returns>The messages as they are now.</returns>
    /// <exception cref="IOException">It could not be stored.</exception>
    public static Task<IReadOnlyList<SmtpQueueItem>> RunAsync(RelayQueue queue, SmtpQueueAction action, SmtpQueueFilter filter, CancellationToken cancellationToken) => action switch
    {
        SmtpQueueAction.Hold => queue.HoldAsync(filter, cancellationToken),
        SmtpQueueAction.Release => queue.ReleaseAsync(filter, cancellationToken),
        SmtpQueueAction.Requeue => queue.RequeueAsync(filter, cancellationToken),
        SmtpQueueAction.Remove => queue.RemoveAsync(filter, bounce: false, cancellationToken),
        SmtpQueueAction.Bounce => queue.RemoveAsync(filter, bounce: true, cancellationToken),
        _ => throw new InvalidOperationException("The relay does not know this action: it may be of an older version."),
    };

    /// <summary>A message's octets; null where there is no such message.</summary>
    public static ISpoolContent? OpenContent(RelayQueue queue, ISpool spool, string queueId)
    {
        if (queue.FindNumber(queueId) is not { } number) return null;
        try
        {
            return spool.OpenContent(number);
        }
        catch (KeyNotFoundException) // delivered just now
        {
            return null;
        }
    }
}
