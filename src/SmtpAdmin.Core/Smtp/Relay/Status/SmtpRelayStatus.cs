namespace SmtpAdmin.Smtp.Relay;

/// <summary>How a relay does. Immutable.</summary>
public sealed record SmtpRelayStatus
{
    /// <summary>What it is doing.</summary>
    public required SmtpRelayState State { get; init; }

    /// <summary>Why it takes no mail, or what else an administrator should look at, as a sentence; null while all is well.</summary>
    public string? Problem { get; init; }

    /// <summary>Its own name.</summary>
    public string? HostName { get; init; }

    /// <summary>The folder of its queue.</summary>
    public required string SpoolPath { get; init; }

    /// <summary>The folder of its audit log.</summary>
    public string? AuditPath { get; init; }

    /// <summary>The process that it runs in; null for a stopped one.</summary>
    public int? ProcessId { get; init; }

    /// <summary>The version of the program that it runs in; null for a stopped one.</summary>
    public string? Version { get; init; }

    /// <summary>When it began to run, in UTC; null for a stopped one.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>Where it listens.</summary>
    public IReadOnlyList<SmtpRelayListenerStatus> Listeners { get; init => field = Indexable.Of(value); } = [];

    /// <summary>What is in its queue.</summary>
    public required SmtpQueueFigures Queue { get; init; }

    /// <summary>The destinations that it has to do with.</summary>
    public IReadOnlyList<SmtpRelayDestination> Destinations { get; init => field = Indexable.Of(value); } = [];

    /// <summary>What it has done since it began to run; null for a stopped one.</summary>
    public SmtpRelayCounters? Counters { get; init; }

    /// <summary>Octets free on the disk of the spool; null where that is not known.</summary>
    public long? FreeOctets { get; init; }

    /// <summary>The last things that went wrong, the latest first.</summary>
    public IReadOnlyList<SmtpRelayError> LastErrors { get; init => field = Indexable.Of(value); } = [];

    /// <summary>What it is doing, and how many messages wait, as a sentence.</summary>
    public override string ToString()
    {
        var what = State == SmtpRelayState.Running ? $"takes mail on {string.Join(", ", Listeners.Select(listener => listener.EndPoint))}" : $"is {State}";
        return $"{HostName ?? SpoolPath} {what}; {SmtpQueueText.Waiting(Queue.Messages)}.";
    }
}
