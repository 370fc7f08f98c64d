namespace SmtpAdmin.Spf;

/// <summary>Why nothing can be made of a record.</summary>
/// <param name="Status">What it means for the record.</param>
/// <param name="Finding">What is wrong, and where.</param>
internal sealed record SpfFault(SpfOptimizationStatus Status, Finding Finding);
