namespace SmtpAdmin.Smtp.Relay;

/// <summary>A way out, as far as it names where mail goes.</summary>
/// <param name="Domains">The recipient domains that take it; empty for all that no other has.</param>
/// <param name="SmartHost">The first smart host; null for the recipients' MX.</param>
/// <param name="Port">Its port.</param>
internal sealed record KeptRoute(IReadOnlyList<string> Domains, string? SmartHost, int Port);
