namespace SmtpAdmin.Dkim;

/// <summary>What is to be known of a signature besides its result.</summary>
internal static class DkimSignatureFindings
{
    /// <summary>Of a message whose header section is too long.</summary>
    public static IReadOnlyList<Finding> HeadTooLong { get; } =
    [
        new(FindingSeverity.Error, "DKIM-HEAD-TOO-LONG", "The header section is longer than what is read.", "Look for what put so much there; servers refuse such mail too.", "RFC 6376 section 8.4"),
    ];

    /// <summary>Collects the findings.</summary>
    public static IEnumerable<Finding> Of(DkimEvidence evidence, DkimSignatureResult result)
    {
        foreach (var finding in DkimMessageFindings.Of(evidence)) yield return finding;
        if (evidence.Signature.Problem is { } problem)
        {
            yield return new(FindingSeverity.Error, "DKIM-SIGNATURE-SYNTAX", $"The signature cannot be read: {problem}.", "Who signs has to mend it; receivers take the message as if this signature were not there.", problem.Reference);
            yield break; // what it says of the rest means nothing
        }
        foreach (var finding in DkimSignatureKeyFindings.Of(evidence, result)) yield return finding;
        foreach (var finding in DkimCoverageFindings.Of(evidence, result)) yield return finding;
        foreach (var finding in DkimTimeFindings.Of(evidence, result)) yield return finding;
    }
}
