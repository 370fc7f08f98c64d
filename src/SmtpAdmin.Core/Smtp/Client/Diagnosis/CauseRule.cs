namespace SmtpAdmin.Smtp.Client;

/// <summary>What a failure can come from, how to know it, and what to do; a row of the <c>causes.*.json</c> tables.</summary>
internal sealed record CauseRule
{
    /// <summary>The finding's code.</summary>
    public required string Id { get; init; }

    /// <summary>How much it matters.</summary>
    public FindingSeverity Severity { get; init; } = FindingSeverity.Error;

    /// <summary>Whether it explains a failure or stands beside.</summary>
    public CauseKind Kind { get; init; } = CauseKind.Cause;

    /// <summary>For a fact: failures that it explains by itself. Where the test did not fail of these, the fact is a warning at most.</summary>
    public IReadOnlyList<SmtpFailureKind> Explains { get; init; } = [];

    /// <summary>Codes that make this one needless when they are found.</summary>
    public IReadOnlyList<string> Unless { get; init; } = [];

    /// <summary>The ways in which it can fit; one is enough.</summary>
    public required IReadOnlyList<CauseMatcher> When { get; init; }

    /// <summary>What is wrong, with placeholders (see <see cref="CauseText"/>).</summary>
    public required string Cause { get; init; }

    /// <summary>What to do, with placeholders.</summary>
    public required string Remedy { get; init; }

    /// <summary>The RFC section or the vendor's page.</summary>
    public required string Reference { get; init; }

    /// <summary>The rule fits.</summary>
    public bool Fits(CauseEvidence evidence) => When.Any(matcher => matcher.Fits(evidence));
}
