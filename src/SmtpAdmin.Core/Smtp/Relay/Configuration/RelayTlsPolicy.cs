namespace SmtpAdmin.Smtp.Relay;

/// <summary>How mail that goes out is encrypted.</summary>
public enum RelayTlsPolicy
{
    /// <summary>TLS where it is to be had, whatever the certificate; else plain text (RFC 7435). After a failed handshake, plain text over a new connection.</summary>
    Opportunistic,
    /// <summary>TLS, whatever the certificate; else the mail waits.</summary>
    Encrypt,
    /// <summary>TLS with a good certificate in the server's name; else the mail waits.</summary>
    Required,
    /// <summary>Never TLS.</summary>
    None,
}
