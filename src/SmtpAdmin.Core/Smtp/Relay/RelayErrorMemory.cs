namespace SmtpAdmin.Smtp.Relay;

/// <summary>Hands events on to the log, and keeps the last of those that an administrator should look at.</summary>
internal sealed class RelayErrorMemory(IRelayLog next) : IRelayLog
{
    private const int MaxKept = 20;

    private readonly Queue<SmtpRelayError> _errors = new();
    private Action<SmtpRelayError>? _follower;

    /// <summary>Told of each report that went into the queue. What it throws is a warning.</summary>
    public Action<SmtpTraceEvent>? Bounced { get; set; }

    /// <summary>The latest first.</summary>
    public IReadOnlyList<SmtpRelayError> Errors
    {
        get
        {
            lock (_errors) return [.. _errors.Reverse()];
        }
    }

    /// <summary>Tells those that are kept, the oldest first, and from then on each as it comes, none twice.</summary>
    /// <param name="tell">Told on any thread, one at a time; must not wait.</param>
    public void Follow(Action<SmtpRelayError> tell)
    {
        lock (_errors)
        {
            foreach (var error in _errors) tell(error);
            _follower += tell;
        }
    }

    /// <inheritdoc/>
    public void Write(SmtpTraceEvent entry)
    {
        next.Write(entry);
        if (entry.Kind == SmtpTraceKind.Bounced) Tell(entry);
        if (entry.Kind is not (SmtpTraceKind.Warning or SmtpTraceKind.Damaged)) return;
        lock (_errors)
        {
            var error = new SmtpRelayError(entry.Time, entry.Text ?? entry.Reply ?? entry.Kind.ToString());
            _errors.Enqueue(error);
            if (_errors.Count > MaxKept) _errors.Dequeue();
            _follower?.Invoke(error);
        }
    }

    /// <summary>A handler that throws must not reach who made the report: it would be taken for one that was not stored, and made again.</summary>
    private void Tell(SmtpTraceEvent entry)
    {
        try
        {
            Bounced?.Invoke(entry);
        }
        catch (Exception exception) // whatever somebody else's code throws
        {
            Write(new SmtpTraceEvent { Time = entry.Time, Kind = SmtpTraceKind.Warning, QueueId = entry.QueueId, Text = $"Who is told of bounces failed: {PlainText.Excerpt(exception.Message, 300)}" });
        }
    }
}
