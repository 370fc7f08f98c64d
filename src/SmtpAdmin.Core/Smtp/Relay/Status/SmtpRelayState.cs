namespace SmtpAdmin.Smtp.Relay;

/// <summary>What a relay is doing.</summary>
public enum SmtpRelayState
{
    /// <summary>It takes mail and delivers it.</summary>
    Running,
    /// <summary>It runs, but takes nothing in until it can: its spool cannot be written, the disk has too little room, or the queue is full.</summary>
    Failing,
    /// <summary>It takes nothing in any more, and finishes what is under way.</summary>
    Stopping,
    /// <summary>It does not run; its queue waits in the spool.</summary>
    Stopped,
}
