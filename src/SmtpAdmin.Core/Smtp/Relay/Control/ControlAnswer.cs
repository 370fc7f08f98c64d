namespace SmtpAdmin.Smtp.Relay;

/// <summary>One line of a relay's answer. But for what goes with another, exactly one member is set. An answer without <see cref="IsEnd"/> at its end was cut off.</summary>
internal sealed record ControlAnswer
{
    /// <summary>How the relay does.</summary>
    public SmtpRelayStatus? Status { get; init; }

    /// <summary>A message of the queue.</summary>
    public SmtpQueueItem? Item { get; init; }

    /// <summary>A block of a message.</summary>
    public byte[]? Content { get; init; }

    /// <summary>Why it was not done, as a sentence.</summary>
    public string? Error { get; init; }

    /// <summary>It was not done because the configuration is wrong; goes with <see cref="Error"/>.</summary>
    public bool IsBadConfiguration { get; init; }

    /// <summary>The answer is whole.</summary>
    public bool IsEnd { get; init; }
}
