namespace SmtpAdmin.Smtp.Relay;

/// <summary>A running relay as the control channel sees it.</summary>
internal interface IRelayControlTarget
{
    /// <summary>How it does.</summary>
    SmtpRelayStatus GetStatus();

    /// <summary>Messages of the queue, the oldest first.</summary>
    IEnumerable<SmtpQueueItem> List(SmtpQueueFilter filter);

    /// <summary>Pulls a lever; done when it is durable.</summary>
    /// <returns>The messages as they are now.</returns>
    /// <exception cref="IOException">It could not be stored.</exception>
    Task<IReadOnlyList<SmtpQueueItem>> ChangeAsync(SmtpQueueAction action, SmtpQueueFilter filter, CancellationToken cancellationToken);

    /// <summary>A message's octets; null where there is no such message.</summary>
    ISpoolContent? OpenContent(string queueId);

    /// <summary>Begins to stop, and returns at once.</summary>
    void RequestStop(TimeSpan? grace);

    /// <summary>Reads the configuration again.</summary>
    /// <exception cref="InvalidOperationException">There is none to be read, or it is no good: the relay goes on as before.</exception>
    Task ReloadAsync(CancellationToken cancellationToken);
}
