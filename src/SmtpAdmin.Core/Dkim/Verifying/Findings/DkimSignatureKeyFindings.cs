namespace SmtpAdmin.Dkim;

/// <summary>What is to be known of a signature's key and algorithm.</summary>
internal static class DkimSignatureKeyFindings
{
    /// <summary>The smallest RSA key that a signer should use, in bits (RFC 8301 section 3.2).</summary>
    public const int GoodRsaSize = 2048;

    /// <summary>Collects the findings.</summary>
    public static IEnumerable<Finding> Of(DkimEvidence evidence, DkimSignatureResult result)
    {
        if (result.Algorithm == "rsa-sha1")
            yield return Error("DKIM-SHA1", "The signature is made by rsa-sha1, which receivers must not accept any more.", "Set the signer to rsa-sha256; the key can stay.", "RFC 8301 section 3.1");
        if (Availability(evidence, result) is { } missing) yield return missing;
        if (Weak(KindOf(evidence, result), result.KeySize) is { } weak) yield return weak;
        if (evidence.Key is not { Availability: DkimKeyAvailability.Found } answer) yield break;

        var record = answer.Keys[0];
        if (record.IsRevoked)
            yield return Error("DKIM-KEY-REVOKED", $"The key at {answer.Name} was revoked: its p= is empty.", "That is right for old mail; a signer that still uses the key has to get a new one. Update-DkimKey changes keys without a gap.", "RFC 6376 section 3.6.1");
        else if (record.Problems.Count > 0)
            yield return Error("DKIM-KEY-SYNTAX", $"The key record at {answer.Name} cannot be read: {record.Problems[0]}.", $"Mend the record: Test-DkimRecord -Domain {result.Domain} -Selector {result.Selector} says all that is wrong with it.", "RFC 6376 section 3.6.1");
        else if (IsUnnamedEd25519(record))
            yield return Error("DKIM-KEY-TYPE", $"The key at {answer.Name} has the 32 octets of an Ed25519 key, and k=ed25519 is missing: without it, a key is one for RSA.", $"Publish the record with k=ed25519. Test-DkimRecord -Domain {result.Domain} -Selector {result.Selector} gives it.", "RFC 8463 section 4.2");
        else if (result is { Status: DkimStatus.PermError, HeaderHashMatches: null })
            yield return Error("DKIM-KEY-UNUSABLE", $"The key at {answer.Name} cannot be used for this signature.", $"Compare the record with the key that signs: Test-DkimRecord -Domain {result.Domain} -Selector {result.Selector}", "RFC 6376 section 6.1.2");
        if (record.Flags.HasFlag(DkimKeyMode.TestMode))
            yield return new(FindingSeverity.Warning, "DKIM-TEST-MODE", $"The key record at {answer.Name} says that the domain is testing DKIM (t=y): receivers treat its mail as if it were unsigned.", "Publish the record without t=y when mail is signed as it should be.", "RFC 6376 section 3.6.1");
        if (record.Flags.HasFlag(DkimKeyMode.StrictIdentity) && evidence.Signature.IdentityDomain != evidence.Signature.Domain)
            yield return Error("DKIM-IDENTITY", $"The key is for i= in {result.Domain} itself (t=s), and i= is {PlainText.Excerpt(result.Identity)}.", "Sign with i= in the domain itself, or publish the record without t=s.", "RFC 6376 section 3.6.1");
    }

    /// <summary>The kind of the key itself, whatever the signature says of it; null when there is none.</summary>
    private static DkimKeyAlgorithm? KindOf(DkimEvidence evidence, DkimSignatureResult result) =>
        evidence.Key is not { Availability: DkimKeyAvailability.Found } || result.KeySize is null ? null
        : IsOf(evidence.Key.Keys[0], DkimKeyRecord.Ed25519Name) ? DkimKeyAlgorithm.Ed25519 : DkimKeyAlgorithm.Rsa;

    private static bool IsUnnamedEd25519(DkimKeyRecord record) => record.KeyData is { Length: Ed25519.PublicKeySize } && IsOf(record, DkimKeyRecord.RsaName);

    private static bool IsOf(DkimKeyRecord record, string kind) => record.KeyType.Equals(kind, StringComparison.OrdinalIgnoreCase);

    /// <summary>What is to be said of a key of this kind and size; null for a good one.</summary>
    public static Finding? Weak(DkimKeyAlgorithm? kind, int? keySize) => kind == DkimKeyAlgorithm.Rsa && keySize < GoodRsaSize
        ? new Finding(
            keySize < DkimVerdicts.MinRsaSize ? FindingSeverity.Error : FindingSeverity.Warning,
            "DKIM-KEY-WEAK",
            $"The key has {keySize} bits; signers should use at least {GoodRsaSize}.",
            $"Change to a key of {GoodRsaSize} bits.",
            "RFC 8301 section 3.2")
        : null;

    private static Finding? Availability(DkimEvidence evidence, DkimSignatureResult result) => evidence.Key switch
    {
        { Availability: DkimKeyAvailability.Unknown } answer => new(
            FindingSeverity.Warning, "DKIM-KEY-UNKNOWN", $"Whether there is a key at {answer.Name} is not known: {answer.Answer.Outcome}.", "Try again later; when it stays so, look at the name servers of the domain.", "RFC 6376 section 6.1.2"),
        { Availability: DkimKeyAvailability.Missing } answer => Error(
            "DKIM-KEY-MISSING",
            answer.Others.Count > 0 ? $"The TXT record at {answer.Name} is no key: '{PlainText.Excerpt(answer.Others[0], 60)}'." : $"There is no key at {answer.Name}.",
            $"Publish the key, and look at it with Test-DkimRecord -Domain {result.Domain} -Selector {result.Selector}. Of old mail the key may be gone for good.",
            "RFC 6376 section 6.1.2"),
        { Availability: DkimKeyAvailability.Several } answer => Error(
            "DKIM-KEY-SEVERAL", $"There are {answer.Keys.Count} keys at {answer.Name}, and which of them a receiver takes is not defined.", "Leave the one that signs, and give the other a selector of its own.", "RFC 6376 section 3.6.2.2"),
        _ => null,
    };

    private static Finding Error(string code, string message, string remedy, string reference) => new(FindingSeverity.Error, code, message, remedy, reference);
}
