namespace SmtpAdmin.Spf;

/// <summary>Where a check is.</summary>
/// <param name="Domain">The domain whose record it works on.</param>
/// <param name="Term">The term.</param>
internal readonly record struct SpfPlace(SpfDomain Domain, SpfTerm Term);
