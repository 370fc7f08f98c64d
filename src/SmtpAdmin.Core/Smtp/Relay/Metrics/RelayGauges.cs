namespace SmtpAdmin.Smtp.Relay;

/// <summary>How a relay stands at a moment, for its metrics.</summary>
internal sealed record RelayGauges
{
    /// <summary>Messages in the queue.</summary>
    public long QueueMessages { get; init; }

    /// <summary>Their octets.</summary>
    public long QueueOctets { get; init; }

    /// <summary>The age of the oldest; zero for an empty queue.</summary>
    public TimeSpan QueueOldest { get; init; }

    /// <summary>Recipients that are left by the state that they are in, such as <c>deferred</c>.</summary>
    public IReadOnlyList<(string State, long Recipients)> QueueStates { get; init; } = [];

    /// <summary>Recipients that are left by destination.</summary>
    public IReadOnlyList<(string Name, long Recipients)> QueueDestinations { get; init; } = [];

    /// <summary>Clients that are connected.</summary>
    public long ClientConnections { get; init; }

    /// <summary>Connections for delivery.</summary>
    public long DeliveryConnections { get; init; }

    /// <summary>Octets free on the spool's disk.</summary>
    public long FreeOctets { get; init; }

    /// <summary>Events that the audit log had to leave out.</summary>
    public long LostEvents { get; init; }

    /// <summary>The relay takes mail.</summary>
    public bool IsHealthy { get; init; } = true;

    /// <summary>When the relay began to run.</summary>
    public DateTimeOffset StartedAt { get; init; }

    /// <summary>What a relay's status tells.</summary>
    /// <param name="status">The status.</param>
    /// <param name="lostEvents">Events that the audit log had to leave out.</param>
    /// <param name="now">What ages are measured from.</param>
    public static RelayGauges Of(SmtpRelayStatus status, long lostEvents, DateTimeOffset now) => new()
    {
        QueueMessages = status.Queue.Messages,
        QueueOctets = status.Queue.Octets,
        QueueOldest = status.Queue.Oldest is { } oldest && oldest < now ? now - oldest : TimeSpan.Zero,
        QueueStates = [("queued", status.Queue.Queued), ("sending", status.Queue.Sending), ("deferred", status.Queue.Deferred), ("held", status.Queue.Held)],
        QueueDestinations = [.. status.Queue.ByDestination.Select(destination => (destination.Name, (long)destination.Recipients))],
        ClientConnections = status.Listeners.Sum(listener => (long)listener.Connections),
        DeliveryConnections = status.Destinations.Sum(destination => (long)destination.Connections),
        FreeOctets = status.FreeOctets ?? 0,
        LostEvents = lostEvents,
        IsHealthy = status.State == SmtpRelayState.Running,
        StartedAt = status.StartedAt ?? DateTimeOffset.UnixEpoch,
    };
}
