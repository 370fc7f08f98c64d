namespace SmtpAdmin.Smtp.Relay;

/// <summary>A message to be tried now, with those of its recipients that share a destination.</summary>
/// <param name="Number">The message's number in the spool.</param>
/// <param name="Envelope">Its envelope.</param>
/// <param name="Destination">Where it goes.</param>
/// <param name="Recipients">The numbers of the recipients, at least one.</param>
internal sealed record DeliveryJob(long Number, RelayEnvelope Envelope, RelayDestination Destination, IReadOnlyList<int> Recipients);
