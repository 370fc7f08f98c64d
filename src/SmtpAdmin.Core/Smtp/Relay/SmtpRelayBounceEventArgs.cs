namespace SmtpAdmin.Smtp.Relay;

/// <summary>A report that went into the queue.</summary>
/// <param name="entry">What the audit log says of it.</param>
public sealed class SmtpRelayBounceEventArgs(SmtpTraceEvent entry) : EventArgs
{
    /// <summary>What the audit log says of it: the report's queue id, the message that it is about, the recipients that it tells of.</summary>
    public SmtpTraceEvent Entry { get; } = entry;
}
