namespace SmtpAdmin.Dkim;

/// <summary>What came out of one message of many.</summary>
/// <param name="Source">The message.</param>
/// <param name="Results">The results; empty when it could not be read.</param>
/// <param name="Error">Why it could not be read; null when it could.</param>
public sealed record DkimMessageReport(DkimMessageSource Source, IReadOnlyList<DkimSignatureResult> Results, Exception? Error);
