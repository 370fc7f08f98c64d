namespace SmtpAdmin.Smtp.Relay;

/// <summary>The queue as the delivery sees it. Used by many at once.</summary>
internal interface IDeliverySource
{
    /// <summary>Told when a destination has work that was not there before: at most once for each change, on whatever thread made it. Must return at once.</summary>
    Action<RelayDestination>? WorkArrived { get; set; }

    /// <summary>Told of a destination that is to be tried at once, however long it was to be left alone. On whatever thread wants it. Must return at once.</summary>
    Action<RelayDestination>? RetryWanted { get; set; }

    /// <summary>So much comes in just now that what would go out should leave it the processor for a moment.</summary>
    bool HoldsDeliveries { get; }

    /// <summary>Takes the next message that is due for a destination; null when there is none now.</summary>
    DeliveryJob? TryTake(RelayDestination destination);

    /// <summary>Takes the results of a job, one for each of its recipients, and stores them; done when they are durable. A recipient without a result counts as not tried.</summary>
    /// <param name="job">The job.</param>
    /// <param name="results">What became of it.</param>
    Task CompleteAsync(DeliveryJob job, IReadOnlyList<DeliveryResult> results);
}
