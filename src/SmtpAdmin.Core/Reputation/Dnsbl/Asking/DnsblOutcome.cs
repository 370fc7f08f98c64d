namespace SmtpAdmin.Reputation;

/// <summary>A result and the target that it is of.</summary>
internal readonly record struct DnsblOutcome(DnsblTarget Target, DnsblResult Result);
