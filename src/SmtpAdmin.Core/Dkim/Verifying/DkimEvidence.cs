using SmtpAdmin.Mime;

namespace SmtpAdmin.Dkim;

/// <summary>All that one signature is judged by.</summary>
/// <param name="Head">The header section.</param>
/// <param name="Signature">The signature.</param>
/// <param name="Key">What the DNS says of its key; null when it was not asked.</param>
/// <param name="KeyReading">The key itself; null when there is not one.</param>
/// <param name="Body">The body as the signature sees it; null when the signature has an error in its syntax.</param>
/// <param name="Now">The time of the judgement.</param>
internal sealed record DkimEvidence(HeaderSection Head, DkimSignatureField Signature, DkimKeyAnswer? Key, DkimKeyReading? KeyReading, DkimBody? Body, DateTimeOffset Now);
