namespace SmtpAdmin.Reputation;

/// <summary>A result, the target that it is of, and where it is from.</summary>
/// <param name="Target">The target.</param>
/// <param name="Result">The result.</param>
/// <param name="Gate">The list; null when no list was asked.</param>
internal readonly record struct DnsblOutcome(DnsblTarget Target, DnsblResult Result, DnsblGate? Gate);
