namespace SmtpAdmin.Dkim;

/// <summary>The hash in an RSA signature.</summary>
/// <param name="Hash">The hash.</param>
/// <param name="IsSha256">It is one of SHA-256; else of SHA-1.</param>
internal sealed record RsaSignedHash(byte[] Hash, bool IsSha256);
