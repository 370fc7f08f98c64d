namespace SmtpAdmin.Spf;

/// <summary>A step that stays a term with look-ups.</summary>
/// <param name="Qualifier">What it says of a sender that it matches.</param>
/// <param name="Term">The term.</param>
/// <param name="Domain">The domain whose record it stands in.</param>
/// <param name="Reason">Why it stays.</param>
/// <param name="Obstacle">The term within it that stands in the way; null for none.</param>
internal sealed record SpfKeptStep(SpfQualifier Qualifier, SpfWalkedTerm Term, string Domain, SpfKeptReason Reason, SpfKeptStep? Obstacle = null) : SpfStep(Qualifier)
{
    /// <summary>The term with its qualifier.</summary>
    public string Text => Term.Term is SpfModifier ? Term.Term.Text : Sign + SpfTermNames.Bare(Term.Term);

    /// <summary>It means the same in the record of another domain: an include of a fixed name. All others may be about the domain whose record they stand in.</summary>
    public bool IsMovable => Term is { Term: SpfDirective { Mechanism: SpfMechanism.Include }, Target: not null };

    public SpfKeptTerm ToResult() => new() { Term = Text, Domain = Domain, Reason = Reason, Why = Why(), LookupCount = Term.LookupCount };

    private string Why() => Reason switch
    {
        SpfKeptReason.NotNeeded => "The record is within its look-ups without replacing it.",
        SpfKeptReason.Asked => "It was to be kept.",
        SpfKeptReason.Macro => "A macro makes it another term for each sender.",
        SpfKeptReason.Exists => "'exists' has no addresses that could be listed.",
        SpfKeptReason.Ptr => "'ptr' is about names; it has no addresses that could be listed.",
        SpfKeptReason.BadName => "Its domain is no name that can be asked for.",
        SpfKeptReason.Explanation => "A record has an explanation ('exp='), and what the redirect decides would be explained otherwise.",
        _ => $"'{PlainText.Excerpt(Innermost.Term.Term.Text)}' in {PlainText.Excerpt(Innermost.Domain)} cannot be replaced{Because(Innermost)}.",
    };

    private SpfKeptStep Innermost => Obstacle is null ? this : Obstacle.Innermost;

    private static string Because(SpfKeptStep step) => step.Reason switch
    {
        SpfKeptReason.Asked => ", as it was asked for",
        SpfKeptReason.Macro => ", because of its macro",
        SpfKeptReason.Explanation => ", because of an explanation",
        _ => "",
    };
}
