namespace SmtpAdmin.Dkim;

/// <summary>The kind of a key (<c>k=</c> in its record).</summary>
public enum DkimKeyAlgorithm
{
    /// <summary>RSA with SHA-256 (RFC 6376 section 3.3.1, RFC 8301).</summary>
    Rsa,

    /// <summary>Ed25519 with SHA-256 (RFC 8463).</summary>
    Ed25519,
}
