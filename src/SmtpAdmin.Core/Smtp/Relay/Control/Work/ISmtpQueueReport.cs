namespace SmtpAdmin.Smtp.Relay;

/// <summary>Hears what comes of work on queues.</summary>
public interface ISmtpQueueReport
{
    /// <summary>Somebody wants to see the messages that were changed, as they are then.</summary>
    bool WantsChanged { get; }

    /// <summary>Asks whether a message is to be changed.</summary>
    ValueTask<bool> ConfirmAsync(SmtpQueueItem item, CancellationToken cancellationToken);

    /// <summary>A message.</summary>
    ValueTask ItemAsync(SmtpQueueItem item, CancellationToken cancellationToken);

    /// <summary>A queue id that was asked for is not there, or does not fit the filter.</summary>
    ValueTask MissingAsync(string queueId, string spoolPath, CancellationToken cancellationToken);

    /// <summary>A queue could not be reached, or something with it went wrong. Others still count.</summary>
    ValueTask ProblemAsync(SmtpRelayException exception, string spoolPath, CancellationToken cancellationToken);
}
