namespace SmtpAdmin.Spf;

/// <summary>A directive of a record that is being made.</summary>
/// <param name="Qualifier">What it says.</param>
/// <param name="Mechanism">How it matches.</param>
/// <param name="Body">The directive without its qualifier.</param>
internal readonly record struct SpfDraftTerm(SpfQualifier Qualifier, SpfMechanism Mechanism, string Body)
{
    /// <summary>The directive as it stands in the record; a pass needs no qualifier.</summary>
    public string Text => Qualifier == SpfQualifier.Pass ? Body : $"{SpfDraftQualifier.Letter(Qualifier)}{Body}";

    /// <summary>
    /// Where it belongs. What fails stands first, so that it is kept out whatever includes it; then what passes, and last what is only
    /// doubted. Within these, what costs no look-up stands before what costs one, and that before what costs several.
    /// </summary>
    public (int Qualifier, int Mechanism) Rank => (
        Qualifier switch { SpfQualifier.Fail => 0, SpfQualifier.Pass => 1, SpfQualifier.Neutral => 2, _ => 3 },
        Mechanism switch { SpfMechanism.Ip4 => 0, SpfMechanism.Ip6 => 1, SpfMechanism.A => 2, SpfMechanism.Mx => 3, SpfMechanism.Include => 4, _ => 5 });
}
