namespace SmtpAdmin.Smtp.Relay;

/// <summary>What happened.</summary>
public enum SmtpTraceKind
{
    /// <summary>The relay began to work.</summary>
    Started,
    /// <summary>The relay stopped.</summary>
    Stopped,
    /// <summary>The configuration was read again.</summary>
    Reloaded,
    /// <summary>Something that an administrator should look at: its text says what.</summary>
    Warning,
    /// <summary>A client connected.</summary>
    Connected,
    /// <summary>A client's session ended.</summary>
    Disconnected,
    /// <summary>A client logged in.</summary>
    Authenticated,
    /// <summary>A command or a connection was refused, or a login failed.</summary>
    Refused,
    /// <summary>A message was taken.</summary>
    Accepted,
    /// <summary>The next server took the message for a recipient.</summary>
    Delivered,
    /// <summary>A delivery failed for now.</summary>
    Deferred,
    /// <summary>A delivery failed for good, or its time was up.</summary>
    Failed,
    /// <summary>A report went into the queue; <see cref="SmtpTraceEvent.ReportOf"/> says about which message.</summary>
    Bounced,
    /// <summary>A report that was due was not sent: for a null sender, or because the sender did not want it.</summary>
    ReportSuppressed,
    /// <summary>An administrator held, released, requeued or removed something.</summary>
    Changed,
    /// <summary>Nothing more is to be done for a message: it left the queue.</summary>
    Done,
    /// <summary>A part of the spool cannot be read, and was set aside.</summary>
    Damaged,
}
