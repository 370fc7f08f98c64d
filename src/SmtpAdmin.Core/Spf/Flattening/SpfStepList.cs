namespace SmtpAdmin.Spf;

/// <summary>The decision that a record makes.</summary>
/// <param name="Steps">Its steps in their order.</param>
/// <param name="All">What it says of all others; null when it has no <c>all</c>.</param>
/// <param name="Redirect">Whose record decides about all others; null for none.</param>
internal sealed record SpfStepList(IReadOnlyList<SpfStep> Steps, SpfQualifier? All, SpfKeptStep? Redirect)
{
    /// <summary>What becomes of senders that no step matches; null when another record decides.</summary>
    public SpfQualifier? End => All ?? (Redirect is null ? SpfQualifier.Neutral : null);

    /// <summary>All that still costs look-ups.</summary>
    public IEnumerable<SpfKeptStep> Kept => Steps.OfType<SpfKeptStep>().Concat(Redirect is null ? [] : [Redirect]);
}
