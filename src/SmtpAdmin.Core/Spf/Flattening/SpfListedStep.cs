namespace SmtpAdmin.Spf;

/// <summary>A step that matches addresses.</summary>
/// <param name="Qualifier">What it says of them.</param>
/// <param name="Addresses">The addresses; not to be changed.</param>
internal sealed record SpfListedStep(SpfQualifier Qualifier, SpfAddressSet Addresses) : SpfStep(Qualifier);
