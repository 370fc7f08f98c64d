namespace SmtpAdmin.Reputation;

/// <summary>What a run's answer makes of what is known.</summary>
/// <param name="State">What is known now.</param>
/// <param name="Change">What changed; null when nothing did, or not for sure yet.</param>
/// <param name="Since">When the listing was first seen; null when there is none and none ended.</param>
internal readonly record struct DnsblPairStep(DnsblPairState State, DnsblChange? Change, DateTimeOffset? Since);
