namespace SmtpAdmin.Smtp.Relay;

/// <summary>A request to a running relay: one line of JSON.</summary>
/// <param name="Command">What is asked for.</param>
internal sealed record ControlRequest(ControlCommand Command)
{
    /// <summary>The messages that it is about; null for all.</summary>
    public SmtpQueueFilter? Filter { get; init; }

    /// <summary>What to do to them.</summary>
    public SmtpQueueAction Action { get; init; }

    /// <summary>The message to export.</summary>
    public string? QueueId { get; init; }

    /// <summary>How long a stop may wait for what is under way; null for as long as the relay itself thinks fit.</summary>
    public TimeSpan? Grace { get; init; }
}
