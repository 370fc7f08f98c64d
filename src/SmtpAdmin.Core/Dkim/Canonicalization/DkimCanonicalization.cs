namespace SmtpAdmin.Dkim;

/// <summary>How much of a change on the way a signature tolerates (RFC 6376 section 3.4).</summary>
public enum DkimCanonicalization
{
    /// <summary>Next to none.</summary>
    Simple,

    /// <summary>White space and the case of header names may change.</summary>
    Relaxed,
}
