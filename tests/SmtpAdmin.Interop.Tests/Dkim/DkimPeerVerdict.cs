namespace SmtpAdmin.Interop.Tests.Dkim;

/// <summary>What a peer says of one signature, in the order in which the message has them.</summary>
/// <param name="Domain">Its d=; empty where the peer did not come that far.</param>
/// <param name="Selector">Its s=.</param>
/// <param name="Passes">It verifies.</param>
/// <param name="Reason">Why it does not, in the peer's words.</param>
internal sealed record DkimPeerVerdict(string Domain, string Selector, bool Passes, string Reason);
