namespace SmtpAdmin.Smtp.Client;

/// <summary>Which of a server's addresses are tried.</summary>
public enum SmtpAddressFamily
{
    /// <summary>All: those that this machine has a route to first, and IPv6 before IPv4 among them (RFC 6724 section 6).</summary>
    Any,
    /// <summary>IPv4 only.</summary>
    IPv4Only,
    /// <summary>IPv6 only.</summary>
    IPv6Only,
}
