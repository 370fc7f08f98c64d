namespace SmtpAdmin.Smtp.Relay;

/// <summary>The queue of a relay, whether it runs, here or in another process, or is stopped.</summary>
public interface ISmtpRelayAccess : IAsyncDisposable
{
    /// <summary>How the relay does.</summary>
    /// <exception cref="SmtpRelayException">It does not answer.</exception>
    Task<SmtpRelayStatus> GetStatusAsync(CancellationToken cancellationToken);

    /// <summary>Messages of the queue, the oldest first.</summary>
    /// <exception cref="SmtpRelayException">It does not answer, or its spool cannot be read.</exception>
    IAsyncEnumerable<SmtpQueueItem> ListAsync(SmtpQueueFilter filter, CancellationToken cancellationToken);

    /// <summary>Pulls a lever on all that the filter finds; what comes back is durable.</summary>
    /// <returns>The messages as they are now.</returns>
    /// <exception cref="SmtpRelayException">It does not answer, or the change could not be stored.</exception>
    IAsyncEnumerable<SmtpQueueItem> ChangeAsync(SmtpQueueAction action, SmtpQueueFilter filter, CancellationToken cancellationToken);

    /// <summary>Copies a message, as it would be sent, to a stream.</summary>
    /// <exception cref="SmtpRelayException">There is no such message, or it is damaged: what was written so far is not the whole.</exception>
    /// <exception cref="IOException">The stream cannot be written.</exception>
    Task ExportAsync(string queueId, Stream destination, CancellationToken cancellationToken);
}
