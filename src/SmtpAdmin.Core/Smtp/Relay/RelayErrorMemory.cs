namespace SmtpAdmin.Smtp.Relay;

/// <summary>Hands events on to the log, and keeps the last of those that an administrator should look at.</summary>
internal sealed class RelayErrorMemory(IRelayLog next) : IRelayLog
{
    private const int MaxKept = 20;

    private readonly Queue<SmtpRelayError> _errors = new();

    /// <summary>Told of each report that went into the queue.</summary>
    public Action<SmtpTraceEvent>? Bounced { get; set; }

    /// <summary>The latest first.</summary>
    public IReadOnlyList<SmtpRelayError> Errors
    {
        get
        {
            lock (_errors) return [.. _errors.Reverse()];
        }
    }

    /// <inheritdoc/>
    public void Write(SmtpTraceEvent entry)
    {
        next.Write(entry);
        if (entry.Kind == SmtpTraceKind.Bounced) Bounced?.Invoke(entry);
        if (entry.Kind is not (SmtpTraceKind.Warning or SmtpTraceKind.Damaged)) return;
        lock (_errors)
        {
            _errors.Enqueue(new SmtpRelayError(entry.Time, entry.Text ?? entry.Reply ?? entry.Kind.ToString()));
            if (_errors.Count > MaxKept) _errors.Dequeue();
        }
    }
}
