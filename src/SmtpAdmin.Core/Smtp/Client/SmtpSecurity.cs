namespace SmtpAdmin.Smtp.Client;

/// <summary>How the connection is encrypted.</summary>
public enum SmtpSecurity
{
    /// <summary>Implicit TLS on port 465, else STARTTLS when offered.</summary>
    Auto,
    /// <summary>Never TLS.</summary>
    None,
    /// <summary>STARTTLS (RFC 3207); a server that does not offer it fails the test.</summary>
    StartTls,
    /// <summary>TLS from the first octet (RFC 8314 section 3.3).</summary>
    Implicit,
}
