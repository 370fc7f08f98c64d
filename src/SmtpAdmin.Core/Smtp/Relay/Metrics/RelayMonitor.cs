namespace SmtpAdmin.Smtp.Relay;

/// <summary>What monitors are told of a relay.</summary>
/// <param name="target">The relay.</param>
/// <param name="lostEvents">How many events the audit log had to leave out.</param>
/// <param name="time">The clock.</param>
internal sealed class RelayMonitor(IRelayControlTarget target, Func<long> lostEvents, TimeProvider time)
{
    /// <summary>Why the relay takes no mail; empty while it does.</summary>
    public IReadOnlyList<string> Problems()
    {
        var status = target.GetStatus();
        return status.State == SmtpRelayState.Running ? [] : [status.Problem ?? $"The relay is {status.State}."];
    }

    /// <summary>The metrics in Prometheus' text.</summary>
    public string Metrics()
    {
        var status = target.GetStatus();
        var (queue, now) = (status.Queue, time.GetUtcNow());
        return PrometheusText.Write(status.Counters ?? new SmtpRelayCounters(), new RelayGauges
        {
            QueueMessages = queue.Messages,
            QueueOctets = queue.Octets,
            QueueOldest = queue.Oldest is { } oldest && oldest < now ? now - oldest : TimeSpan.Zero,
            QueueStates = [("queued", queue.Queued), ("sending", queue.Sending), ("deferred", queue.Deferred), ("held", queue.Held), ("damaged", queue.Damaged)],
            QueueDestinations = [.. queue.ByDestination.Select(destination => (destination.Name, (long)destination.Recipients))],
            ClientConnections = status.Listeners.Sum(listener => listener.Connections),
            DeliveryConnections = status.Destinations.Sum(destination => destination.Connections),
            FreeOctets = status.FreeOctets ?? 0,
            LostEvents = lostEvents(),
            IsHealthy = status.State == SmtpRelayState.Running,
            StartedAt = status.StartedAt ?? now,
        });
    }
}
