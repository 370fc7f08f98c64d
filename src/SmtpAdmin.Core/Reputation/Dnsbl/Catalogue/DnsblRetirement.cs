namespace SmtpAdmin.Reputation;

/// <summary>How a list ended.</summary>
/// <param name="Since">When, as exactly as is known: a year, a month (2024-06) or a day.</param>
/// <param name="Note">What became of it, and what its zone does now.</param>
public sealed record DnsblRetirement(string Since, string Note);
