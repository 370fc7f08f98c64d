namespace SmtpAdmin.Smtp.Relay;

/// <summary>What the queue knows of destinations that are left alone because they could not be reached: what is due for them waits all the same.</summary>
internal sealed class QueuePauses
{
    /// <summary>Who knows; null where nothing is delivered. Asked under the queue's lock, so it must take none.</summary>
    public Func<RelayDestination, DestinationPause?>? Source { get; set; }

    /// <summary>The last pause of a destination, over or not; null where it was reached since, or never failed.</summary>
    public DestinationPause? LastOf(RelayDestination destination) => Source?.Invoke(destination);

    /// <summary>The pause of a destination that is left alone now; null for another.</summary>
    public DestinationPause? Of(RelayDestination destination, DateTimeOffset now) => LastOf(destination) is { } pause && pause.Until > now ? pause : null;
}
