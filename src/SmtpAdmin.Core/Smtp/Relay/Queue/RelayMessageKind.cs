namespace SmtpAdmin.Smtp.Relay;

/// <summary>What a message in the queue is.</summary>
public enum RelayMessageKind
{
    /// <summary>Mail that a client handed in.</summary>
    Mail,
    /// <summary>A report that a message could not be delivered.</summary>
    Bounce,
    /// <summary>A report that a message is late.</summary>
    DelayNotice,
    /// <summary>A report that a message was delivered, or passed to a server that does not report (RFC 3461 section 5.2.2).</summary>
    SuccessReport,
}
