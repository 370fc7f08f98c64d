namespace SmtpAdmin.Smtp.Relay;

/// <summary>What came of sending one message over one connection.</summary>
/// <param name="Results">One for each recipient of the job.</param>
internal sealed record TransferOutcome(IReadOnlyList<DeliveryResult> Results)
{
    /// <summary>The connection was dead before anything of the message was heard of: it had been idle too long, or had carried enough. No fault of the message's.</summary>
    public bool IsStale { get; init; }

    /// <summary>The connection was lost, or the server said 421; null when it is well.</summary>
    public DeliveryProblem? Loss { get; init; }

    /// <summary>The server put the whole message off (4yz to MAIL, DATA or the message).</summary>
    public bool IsPutOff { get; init; }

    /// <summary>Why the message's content cannot be trusted; null when it can.</summary>
    public string? Damage { get; init; }
}
