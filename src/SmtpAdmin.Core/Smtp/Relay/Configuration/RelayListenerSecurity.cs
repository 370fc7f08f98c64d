namespace SmtpAdmin.Smtp.Relay;

/// <summary>How a listener's connections are encrypted.</summary>
public enum RelayListenerSecurity
{
    /// <summary>STARTTLS is offered where there is a certificate, and not asked for.</summary>
    StartTls,
    /// <summary>STARTTLS, and no mail before it.</summary>
    StartTlsRequired,
    /// <summary>TLS from the first octet (RFC 8314 section 3.3), as on port 465.</summary>
    Implicit,
    /// <summary>No TLS, and so no AUTH.</summary>
    None,
}
