namespace SmtpAdmin.Smtp.Relay;

/// <summary>Where the delivery to a recipient stands, as people are shown it.</summary>
/// <param name="Status">The status.</param>
/// <param name="NextAttemptAt">When it is tried next; null for at once, or for never.</param>
/// <param name="Cause">Why the destination is waited for; null where the recipient does not wait for that alone.</param>
internal readonly record struct RecipientStanding(SmtpRecipientStatus Status, DateTimeOffset? NextAttemptAt, DeliveryProblem? Cause);
