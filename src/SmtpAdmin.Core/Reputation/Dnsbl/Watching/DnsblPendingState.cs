namespace SmtpAdmin.Reputation;

/// <summary>A change that runs have seen, but not enough of them yet.</summary>
/// <param name="Status">What they saw.</param>
/// <param name="Codes">With which codes, sorted.</param>
/// <param name="Runs">How many in a row.</param>
/// <param name="Since">When the first of them did.</param>
internal sealed record DnsblPendingState(DnsblStatus Status, IReadOnlyList<string> Codes, int Runs, DateTimeOffset Since);
