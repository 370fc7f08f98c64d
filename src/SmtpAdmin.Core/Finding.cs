namespace SmtpAdmin;

/// <summary>One thing that a check found: what is wrong, and what to do about it.</summary>
/// <param name="Severity">How much it matters.</param>
/// <param name="Code">A stable identifier in upper-case kebab, e.g. <c>PTR-MISSING</c>; scripts may match on it.</param>
/// <param name="Message">What is wrong, with the values that were seen.</param>
/// <param name="Remedy">What to do, as exactly as can be said; empty where nothing has to be done.</param>
/// <param name="Reference">The RFC section or the vendor's page that the finding rests on.</param>
public sealed record Finding(
    FindingSeverity Severity,
    string Code,
    string Message,
    string Remedy = "",
    string Reference = "")
{
    /// <summary>Errors, then warnings, then notes; within each, as they came.</summary>
    internal static IReadOnlyList<Finding> WorstFirst(IEnumerable<Finding> findings) => [.. findings.OrderByDescending(finding => finding.Severity)];

    /// <summary>What is wrong and what to do, as sentences.</summary>
    public string ToSentences() => $"{Message} {Remedy}".TrimEnd();

    /// <summary>The code and the message on one line.</summary>
    public override string ToString() => $"{Severity} {Code}: {Message}";
}
