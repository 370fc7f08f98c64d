namespace SmtpAdmin.Reputation;

/// <summary>Why nothing is known from a list.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Detail">The particulars: a sentence of the resolver's, a code, a meaning.</param>
internal sealed record DnsblProblem(DnsblProblemKind Kind, string Detail);
