namespace SmtpAdmin.Lab;

/// <summary>Where in a session a fault strikes.</summary>
public enum LabStage
{
    /// <summary>Right after the TCP connection.</summary>
    Connect,
    /// <summary>The greeting.</summary>
    Banner,
    /// <summary>The reply to EHLO.</summary>
    Ehlo,
    /// <summary>The reply to HELO.</summary>
    Helo,
    /// <summary>The reply to STARTTLS.</summary>
    StartTls,
    /// <summary>The TLS handshake, by STARTTLS or from the first octet.</summary>
    TlsHandshake,
    /// <summary>The first reply to AUTH.</summary>
    Auth,
    /// <summary>The reply to MAIL.</summary>
    MailFrom,
    /// <summary>The reply to RCPT.</summary>
    RcptTo,
    /// <summary>The reply to DATA.</summary>
    Data,
    /// <summary>In the middle of the message.</summary>
    Content,
    /// <summary>The reply to the message.</summary>
    Message,
    /// <summary>The reply to RSET.</summary>
    Rset,
    /// <summary>The reply to NOOP.</summary>
    Noop,
    /// <summary>The reply to QUIT.</summary>
    Quit,
}
