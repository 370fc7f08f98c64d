namespace SmtpAdmin.Dmarc;

/// <summary>What a domain wants done with mail that does not pass (RFC 9989 section 4.7), from the mildest to the strictest.</summary>
public enum DmarcPolicy
{
    /// <summary>No preference is told (<c>none</c>).</summary>
    None,

    /// <summary>Such mail is suspicious (<c>quarantine</c>).</summary>
    Quarantine,

    /// <summary>Such mail is not from the domain (<c>reject</c>).</summary>
    Reject,
}
