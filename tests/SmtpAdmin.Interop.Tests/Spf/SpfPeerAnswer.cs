namespace SmtpAdmin.Interop.Tests.Spf;

/// <summary>What a checker says.</summary>
/// <param name="Result">The result, in lower case.</param>
/// <param name="Explanation">The domain's explanation of a failure; null for none.</param>
internal sealed record SpfPeerAnswer(string Result, string? Explanation);
