using SmtpAdmin.Mime;

namespace SmtpAdmin.Dkim;

/// <summary>What findings of a new signature go by.</summary>
/// <param name="Fields">The header section.</param>
/// <param name="Counts">How often each field is there.</param>
/// <param name="Body">What the body is like.</param>
/// <param name="Domains">The domains that sign it, all of its new signatures.</param>
/// <param name="Now">The present time.</param>
internal sealed record DkimSigningNotes(IReadOnlyList<HeaderField> Fields, DkimFieldCounts Counts, DkimBodyTraits Body, IReadOnlyList<string> Domains, DateTimeOffset Now);
