namespace SmtpAdmin.Smtp.Relay;

/// <summary>Why and until when a destination is left alone that could not be reached. Kept when that time is over, until it is reached.</summary>
/// <param name="Until">When it is tried again.</param>
/// <param name="Problem">Why it was not reached.</param>
internal sealed record DestinationPause(DateTimeOffset Until, DeliveryProblem Problem);
