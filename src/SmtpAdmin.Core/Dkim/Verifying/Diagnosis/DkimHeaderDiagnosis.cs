using SmtpAdmin.Mime;

namespace SmtpAdmin.Dkim;

/// <summary>Finds out why a signature does not hold over the header fields: which of them were changed, and how.</summary>
internal static class DkimHeaderDiagnosis
{
    /// <summary>The code of the finding that nothing usual explains.</summary>
    public const string ChangedCode = "DKIM-HEADER-CHANGED";

    private const string Reference = "RFC 6376 section 3.7";
    private const int MaxEdits = 120;

    /// <summary>Finds the cause.</summary>
    /// <param name="evidence">What the signature was judged by.</param>
    /// <param name="key">The key that it does not hold for.</param>
    /// <param name="bodyCode">The code of what was found in the body; null when it was not changed.</param>
    /// <param name="body">The body, where it was read again.</param>
    /// <param name="budget">How much may be hashed.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static Finding Find(DkimEvidence evidence, DkimPublicKey key, string? bodyCode, ReadOnlyMemory<byte> body, DkimWorkBudget budget, CancellationToken cancellationToken)
    {
        var signature = evidence.Signature;
        if (RsaOpening.TryOpen(key, signature.Signature, out var signed) && signed is { IsSha256: false })
        {
            return new(FindingSeverity.Error, "DKIM-HEADER-SIGNER", "The signer signed a hash of SHA-1, and says rsa-sha256 in a=.", "Mend or update the program that signs.", "RFC 8301 section 3.1");
        }
        var test = new SignedHeaderTest(evidence, key, signed?.Hash, budget, cancellationToken);
        return BySigner(evidence.Head.Fields, signature, test)
            ?? FindEdit(evidence, BodyFieldEdits.Of(evidence.Head.Fields, bodyCode, body), test)
            ?? Changed(evidence, BodyFieldEdits.Signed(signature, bodyCode), isKeyProven: signed is not null);
    }

    private static Finding? FindEdit(DkimEvidence evidence, IEnumerable<DkimHeaderEdit> likely, SignedHeaderTest test)
    {
        var (fields, signature) = (evidence.Head.Fields, evidence.Signature);
        var edits = likely.Concat(FieldEdits.Of(fields, signature).Concat(SpaceEdits.Of(fields, signature))).Take(MaxEdits).ToList();
        foreach (var edit in edits)
        {
            if (test.Holds(edit.Undo(fields))) return Found(edit.Message, edit.Remedy);
        }
        // Changes come in pairs: a list tags the subject and takes the place of the writer.
        for (var first = 0; first < edits.Count; first++)
        {
            var once = edits[first].Undo(fields);
            for (var second = 0; second < edits.Count && !test.IsOver; second++)
            {
                if (second != first && test.Holds(edits[second].Undo(once))) return Found($"{edits[first].Message} {edits[second].Message}", edits[first].Remedy);
            }
        }
        return null;
    }

    /// <summary>The fields are right, and the signer hashed them wrongly.</summary>
    private static Finding? BySigner(IReadOnlyList<HeaderField> fields, DkimSignatureField signature, SignedHeaderTest test)
    {
        var (said, other) = signature.HeaderCanonicalization == DkimCanonicalization.Simple ? ("simple", DkimCanonicalization.Relaxed) : ("relaxed", DkimCanonicalization.Simple);
        if (test.Holds(fields, other)) return Signer($"The signer hashed the header fields as {other.ToString().ToLowerInvariant()}, and says {said} in c=.");
        return test.Holds([.. fields.Reverse()]) ? Uppermost(fields, signature) : null;
    }

    /// <summary>
    /// The signature holds over the uppermost fields. A field that was put below the signed one leaves the very same hash as a signer that counts
    /// from the top, so that neither is proven; what an attacker would do is said first.
    /// </summary>
    private static Finding Uppermost(IReadOnlyList<HeaderField> fields, DkimSignatureField signature)
    {
        var counts = new DkimFieldCounts(fields, signature.SignedHeaders);
        var several = signature.SignedHeaders.Where(name => counts.There(name) > 1).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        var below = several.Where(name => counts.Signed(name) < counts.There(name)).ToList();
        return new(
            FindingSeverity.Error,
            "DKIM-HEADER-BELOW",
            below.Count > 0
                ? $"The signature holds over the uppermost fields, and not over the lowest: another field was added below the one that was signed, perhaps to deceive who reads it ({Shown(below)}); or the signer took the uppermost fields first, and not the lowest. The hash is the same for both."
                : $"The signature holds when fields of a name are taken from the top: their order was changed ({Shown(several)}); or the signer took the uppermost fields first, and not the lowest. The hash is the same for both.",
            "Compare the fields with those of the message that was sent, and do not trust the message before. Sign such fields once more than they are there, so that none can be added.",
            "RFC 6376 sections 5.4.2 and 8.15");
    }

    private static string Shown(List<string> names) => PlainText.Excerpt(string.Join(", ", names), 200);

    private static Finding Signer(string message) => new(FindingSeverity.Error, "DKIM-HEADER-SIGNER", message, "Mend or update the program that signs; the message itself was not changed.", Reference);

    private static Finding Found(string message, string remedy) =>
        new(FindingSeverity.Error, "DKIM-HEADER-EDITED", $"{message} Without that, the signature holds over the header fields.", remedy, Reference);

    /// <summary>Another key made the signature: nothing is known of the header fields.</summary>
    /// <param name="evidence">What the signature was judged by.</param>
    public static Finding OtherKey(DkimEvidence evidence) => new(
        FindingSeverity.Error,
        "DKIM-KEY-OTHER",
        $"The signature was not made with the key at {evidence.Key!.Name}, or b= was damaged.",
        $"Compare the key that signs with the record: Test-DkimRecord -Domain {evidence.Signature.Domain} -Selector {evidence.Signature.Selector} -PrivateKeyPath <file>",
        "RFC 6376 section 6.1.3");

    private static Finding Changed(DkimEvidence evidence, string ofBody, bool isKeyProven)
    {
        var missing = Missing(evidence);
        var key = isKeyProven
            ? $"The signature was made with the key at {evidence.Key!.Name}, but over other header fields than the message has now."
            : $"The signature does not hold over the header fields: they were changed, or the key at {evidence.Key!.Name} is not the one that signed.";
        return new(
            FindingSeverity.Error,
            ChangedCode,
            ofBody.Length > 0 ? $"{key} {ofBody} tell how the body is read, and belong to its change, which is told above." : missing.Length > 0 ? $"{key} Signed and not there, perhaps taken away: {missing}." : $"{key} No usual change explains it.",
            ofBody.Length > 0 ? "Mend what changes the body; the header fields follow." : "Compare the signed header fields with those of the message that was sent.",
            Reference);
    }

    /// <summary>Names of h= without a field; one that is there once too often, or is over-signed by custom, says nothing.</summary>
    private static string Missing(DkimEvidence evidence)
    {
        var counts = new DkimFieldCounts(evidence.Head.Fields, evidence.Signature.SignedHeaders);
        return PlainText.Excerpt(string.Join(", ", evidence.Signature.SignedHeaders.Where(name => counts.There(name) == 0).Distinct(StringComparer.OrdinalIgnoreCase)), 200);
    }
}
