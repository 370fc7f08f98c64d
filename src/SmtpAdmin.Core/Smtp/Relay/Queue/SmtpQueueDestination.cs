namespace SmtpAdmin.Smtp.Relay;

/// <summary>What is left to do for one destination.</summary>
/// <param name="Name">The first smart host with its port, or the domain.</param>
public sealed record SmtpQueueDestination(string Name)
{
    /// <summary>Messages.</summary>
    public int Messages { get; init; }

    /// <summary>Recipients that are not final.</summary>
    public int Recipients { get; init; }

    /// <summary>Those of them with a delivery under way.</summary>
    public int Sending { get; init; }

    /// <summary>Those of them that are tried again later.</summary>
    public int Deferred { get; init; }

    /// <summary>Those of them that are held.</summary>
    public int Held { get; init; }

    /// <summary>When the oldest message was taken.</summary>
    public DateTimeOffset? Oldest { get; init; }

    /// <summary>When the next of the deferred ones is tried; null for none.</summary>
    public DateTimeOffset? NextAttemptAt { get; init; }

    /// <summary>What was last said of any of them; null for nothing yet.</summary>
    public string? LastReply { get; init; }

    /// <summary>The name, and how much there is.</summary>
    public override string ToString() => $"{Name}: {Counted.Of(Messages, "message")}";
}
