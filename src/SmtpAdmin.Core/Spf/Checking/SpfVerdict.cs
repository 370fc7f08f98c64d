namespace SmtpAdmin.Spf;

/// <summary>What check_host() gives for one record (RFC 7208 section 4).</summary>
/// <param name="Result">The result; for an error, the evaluation knows the problem.</param>
/// <param name="Match">The directive that decided; null when none did.</param>
/// <param name="Explanation">The <c>exp=</c> of the record that decided; null for none.</param>
/// <param name="Domain">The domain of the record that decided.</param>
internal readonly record struct SpfVerdict(SpfResult Result, SpfMatch? Match = null, SpfModifier? Explanation = null, SpfDomain Domain = default);
