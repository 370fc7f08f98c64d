namespace SmtpAdmin.Dkim;

/// <summary>A key, or why its record has none that can be used.</summary>
/// <param name="Key">The key; null when it cannot be used.</param>
/// <param name="Problem">Why not, in words that begin in lower case.</param>
internal sealed record DkimKeyReading(DkimPublicKey? Key, string? Problem);
