namespace SmtpAdmin.PowerShell.Pipeline;

/// <summary>A key record to check, as it is bound.</summary>
/// <param name="Domain">The domain; null when only a record was given.</param>
/// <param name="Selector">The selector; null for those that are in common use.</param>
/// <param name="PrivateKeyPath">The file of the private key; null for none.</param>
public sealed record DkimRecordItem(string? Domain, string? Selector, string? PrivateKeyPath);
