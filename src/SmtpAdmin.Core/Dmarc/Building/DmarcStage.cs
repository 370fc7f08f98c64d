namespace SmtpAdmin.Dmarc;

/// <summary>How far a domain has come with DMARC (RFC 9989 section 5.1): each stage is a policy with what belongs to it.</summary>
public enum DmarcStage
{
    /// <summary>Reports are collected, and nothing is done with mail that does not pass: <c>p=none</c>.</summary>
    Monitor,

    /// <summary>Mail that does not pass is suspicious: <c>p=quarantine</c>, for subdomains that do not exist too.</summary>
    Quarantine,

    /// <summary>Mail that does not pass is refused: <c>p=reject</c>, for subdomains that do not exist too.</summary>
    Reject,
}
