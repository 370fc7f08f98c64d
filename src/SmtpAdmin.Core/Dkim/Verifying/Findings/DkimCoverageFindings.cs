using System.Globalization;

namespace SmtpAdmin.Dkim;

/// <summary>What a signature leaves open: a stranger may change it, and the signature holds all the same.</summary>
internal static class DkimCoverageFindings
{
    // What a reader sees, answers to or acts on, and how the body is read; RFC 6376 sections 5.4.1 and 8.15, RFC 8058 section 4 for the last two.
    private static readonly string[] Vital =
        ["Subject", "To", "Cc", "Date", "Reply-To", "Content-Type", "Content-Transfer-Encoding", "List-Unsubscribe", "List-Unsubscribe-Post"];

    private static readonly string[] Useful = ["Sender", "Message-ID", "MIME-Version", "In-Reply-To", "References"];

    /// <summary>Collects the findings.</summary>
    public static IEnumerable<Finding> Of(DkimEvidence evidence, DkimSignatureResult result)
    {
        if (BodyLength(evidence) is { } length) yield return length;
        var counts = new DkimFieldCounts(evidence.Head.Fields, evidence.Signature.SignedHeaders);
        if (counts.Signed("From") == 0)
        {
            yield return new(FindingSeverity.Error, "DKIM-FROM-UNSIGNED", "The From header field is not signed, which it has to be.", "Add From to the header fields that the signer signs.", "RFC 6376 section 5.4");
        }
        foreach (var finding in Of(counts)) yield return finding;
        if (!result.Passed) yield break; // it holds for nobody, and which fields it was made over is not known
        var open = DkimHeaderNames.OverSigned.Where(name => counts.Signed(name) > 0 && counts.Signed(name) == counts.There(name)).ToList();
        if (open.Count > 0)
        {
            yield return new(
                FindingSeverity.Information,
                "DKIM-HEADER-OPEN",
                $"A second field of each of these names can be put in front of the message, and the signature still holds: {string.Join(", ", open)}.",
                "Have the signer name them once more than they are there (over-signing).",
                "RFC 6376 sections 5.4.2 and 8.15");
        }
    }

    /// <summary>Of the fields that a message has and a signature does not name.</summary>
    public static IEnumerable<Finding> Of(DkimFieldCounts counts)
    {
        var vital = Unsigned(counts, Vital);
        var useful = Unsigned(counts, Useful);
        if (vital.Count + useful.Count == 0) yield break;
        yield return new(
            vital.Count > 0 ? FindingSeverity.Warning : FindingSeverity.Information,
            "DKIM-HEADER-UNSIGNED",
            $"The message has these header fields, which are not signed: {string.Join(", ", vital.Concat(useful))}.",
            "Add them to the header fields that the signer signs.",
            "RFC 6376 section 5.4.1");
    }

    private static List<string> Unsigned(DkimFieldCounts counts, string[] names) => [.. names.Where(name => counts.There(name) > 0 && counts.Signed(name) == 0)];

    private static Finding? BodyLength(DkimEvidence evidence)
    {
        if (evidence is not { Signature.BodyLength: { } signed, Body: { } body }) return null;
        var left = Math.Max(0, body.TotalLength - signed);
        return new(
            FindingSeverity.Warning,
            "DKIM-BODY-LENGTH",
            string.Create(CultureInfo.InvariantCulture, $"{(left > 0 ? $"{left:N0} of the {body.TotalLength:N0} octets of the body are not signed" : "The signature covers the body of today")}, and anybody may add to it: l= is in use."),
            "Sign without l=. Few receivers trust such a signature, and some ignore it.",
            "RFC 6376 section 8.2");
    }
}
