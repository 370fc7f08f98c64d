namespace SmtpAdmin.Reputation;

/// <summary>One thing to find out: what a list says of a target; or one that is known without asking.</summary>
/// <param name="Target">The target.</param>
/// <param name="Gate">The list; null when no list is asked.</param>
/// <param name="Verdict">What decides without asking: the list failed its test, or has fallen silent.</param>
/// <param name="Notice">Why no list is asked about the target.</param>
internal readonly record struct DnsblAsk(DnsblTarget Target, DnsblGate? Gate, DnsblTestVerdict? Verdict, Finding? Notice);
