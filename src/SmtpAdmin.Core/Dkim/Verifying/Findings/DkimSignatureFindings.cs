namespace SmtpAdmin.Dkim;

/// <summary>What is to be known of a signature besides its result.</summary>
internal static class DkimSignatureFindings
{
    /// <summary>Of a message whose header section is too long.</summary>
    public static IReadOnlyList<Finding> HeadTooLong { get; } =
    [
        new(FindingSeverity.Error, "DKIM-HEAD-TOO-LONG", "The header section is longer than what is read.", "Look for what put so much there; servers refuse such mail too.", "RFC 6376 section 8.4"),
    ];

    /// <summary>Of a file of text in UTF-16.</summary>
    public static IReadOnlyList<Finding> Utf16 { get; } =
    [
        new(FindingSeverity.Error, "DKIM-MESSAGE-ENCODING", "The file is text in UTF-16: a program read the message and wrote it anew. A message is octets, its header fields in ASCII or UTF-8.", "Take the message as it came, octet by octet. Windows PowerShell writes UTF-16 by '>' and Out-File.", "RFC 5322 section 2.2"),
    ];

    /// <summary>Collects the findings.</summary>
    public static IEnumerable<Finding> Of(DkimEvidence evidence, DkimSignatureResult result)
    {
        foreach (var finding in DkimMessageFindings.Of(evidence, result)) yield return finding;
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
