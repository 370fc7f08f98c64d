namespace SmtpAdmin.Smtp.Client;

/// <summary>The steps of handing a message over, in order.</summary>
public enum SmtpStage
{
    /// <summary>From the server's name to its addresses.</summary>
    Resolve,
    /// <summary>The TCP connection.</summary>
    Connect,
    /// <summary>The server's greeting (RFC 5321 section 3.1); with implicit TLS (RFC 8314 section 3.3) the handshake comes first, as <see cref="StartTls"/>.</summary>
    Banner,
    /// <summary>EHLO, or HELO where EHLO is not known (RFC 5321 section 3.2).</summary>
    Ehlo,
    /// <summary>STARTTLS (RFC 3207) and the handshake, or the handshake alone with implicit TLS.</summary>
    StartTls,
    /// <summary>AUTH (RFC 4954).</summary>
    Auth,
    /// <summary>MAIL FROM.</summary>
    MailFrom,
    /// <summary>RCPT TO, one stage entry for each recipient.</summary>
    RcptTo,
    /// <summary>DATA, the message, and the server's word that it took it.</summary>
    Data,
    /// <summary>QUIT.</summary>
    Quit,
}
