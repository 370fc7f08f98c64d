namespace SmtpAdmin.Dns;

/// <summary>How a message is signed (RFC 8945 section 6). MD5 and SHA-1 are not among them: the RFC keeps them for old peers alone.</summary>
public enum TsigAlgorithm
{
    /// <summary>HMAC with SHA-256: what every server has (RFC 8945 section 6).</summary>
    HmacSha256,

    /// <summary>HMAC with SHA-384.</summary>
    HmacSha384,

    /// <summary>HMAC with SHA-512.</summary>
    HmacSha512,
}
