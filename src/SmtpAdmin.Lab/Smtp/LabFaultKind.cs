namespace SmtpAdmin.Lab;

/// <summary>What a sink does wrong, by order.</summary>
public enum LabFaultKind
{
    /// <summary>Sends another reply.</summary>
    Reply,
    /// <summary>Closes the connection instead of replying.</summary>
    Close,
    /// <summary>Resets the connection (RST) instead of replying.</summary>
    Reset,
    /// <summary>Says nothing any more, and keeps the connection.</summary>
    Silence,
    /// <summary>Sends half of the reply and closes.</summary>
    CloseMidReply,
    /// <summary>Sends a reply of many lines that never ends.</summary>
    EndlessReply,
    /// <summary>Sends a reply whose first line is <see cref="LabFault.Length"/> octets long.</summary>
    LongLine,
    /// <summary>Sends octets that are no SMTP, then the reply.</summary>
    Garbage,
    /// <summary>Sends <see cref="LabFault.Text"/> right behind the reply, in the same write: behind STARTTLS, that is CVE-2011-0411.</summary>
    ExtraOctets,
    /// <summary>Sends the reply octet by octet, one each <see cref="LabFault.Interval"/>.</summary>
    Trickle,
}
