namespace SmtpAdmin.Smtp.Relay;

/// <summary>A spool that was opened.</summary>
/// <param name="Spool">The spool.</param>
/// <param name="Messages">What is in it, by number.</param>
/// <param name="Damage">What could not be read.</param>
internal sealed record SpoolOpening(Spool Spool, IReadOnlyList<StoredMessage> Messages, IReadOnlyList<SpoolDamage> Damage);
