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
}
