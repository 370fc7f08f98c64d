namespace SmtpAdmin.Reputation;

/// <summary>Whether a list is still run.</summary>
public enum DnsblLifecycle
{
    /// <summary>It is, as far as public sources tell.</summary>
    Active,

    /// <summary>It was closed. Its zone may be gone, list everything, or belong to somebody else; it is never asked.</summary>
    Retired,
}
