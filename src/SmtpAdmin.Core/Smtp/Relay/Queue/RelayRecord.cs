namespace SmtpAdmin.Smtp.Relay;

/// <summary>A message as the spool's octets tell it: what an envelope, or a snapshot, says.</summary>
/// <param name="Envelope">The envelope.</param>
/// <param name="States">How each recipient stands.</param>
/// <param name="Damage">Why the message is never to be tried; null when it may be.</param>
internal sealed record RelayRecord(RelayEnvelope Envelope, RecipientState[] States, string? Damage);
