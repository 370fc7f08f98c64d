namespace SmtpAdmin.Dmarc;

/// <summary>How near the domain that SPF or DKIM proves must be to that of the From header field (RFC 9989 section 4.4).</summary>
public enum DmarcAlignment
{
    /// <summary>Both have the same Organizational Domain (<c>r</c>).</summary>
    Relaxed,

    /// <summary>Both are the same (<c>s</c>).</summary>
    Strict,
}
