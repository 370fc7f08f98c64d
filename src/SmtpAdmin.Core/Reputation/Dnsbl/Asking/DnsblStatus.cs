namespace SmtpAdmin.Reputation;

/// <summary>What a DNS list says of a target. Only <see cref="Listed"/>, <see cref="NotListed"/> and <see cref="Allowed"/> are answers; the others mean that nothing is known.</summary>
public enum DnsblStatus
{
    /// <summary>The list answered, and does not hold the target.</summary>
    NotListed,

    /// <summary>An allow list vouches for the target.</summary>
    Allowed,

    /// <summary>The list holds the target: it answered in 127.0.0.0/8 with a code that it documents as a listing.</summary>
    Listed,

    /// <summary>No answer that says anything: timeout, SERVFAIL, an undocumented code.</summary>
    Unknown,

    /// <summary>The list will not answer this resolver: it answered with its code for that, or REFUSED.</summary>
    Refused,

    /// <summary>The list cannot be believed: it fails its test points (RFC 5782 section 5), lists everything, or is gone or parked.</summary>
    Broken,
}
