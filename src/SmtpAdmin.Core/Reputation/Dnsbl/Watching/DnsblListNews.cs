namespace SmtpAdmin.Reputation;

/// <summary>What is to be said of a list: that it has told nothing for a day, or that it tells something again.</summary>
/// <param name="IsBlind">It tells nothing.</param>
/// <param name="Since">Since when it told nothing, in UTC.</param>
internal readonly record struct DnsblListNews(bool IsBlind, DateTimeOffset Since);
