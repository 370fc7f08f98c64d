using System.Globalization;

namespace SmtpAdmin.Dkim;

/// <summary>What the key is worth (<c>p=</c>, <c>k=</c>).</summary>
internal static class DkimKeyRules
{
    private const int OneString = 255; // octets

    public static IEnumerable<DkimJudgement> Judge(DkimRecordEvidence evidence)
    {
        if (evidence is not { Record: { } record, Shape: { } shape }) yield break;
        if (record.IsRevoked) yield return Revoked(evidence);
        else if (evidence.Key is { } key)
        {
            foreach (var judgement in Size(evidence, key)) yield return judgement;
            if (key.IsBareRsaKey) yield return DkimRule.Warning("DKIM-KEY-BARE", "p", $"{evidence.Where} has a bare RSAPublicKey, and some receivers read a key only with the SubjectPublicKeyInfo around it.", DkimRule.Publish(evidence, "Publish what 'openssl pkey -pubout' makes of the private key."), "RFC 6376 section 3.6.1");
        }
        else if (Broken(evidence, record, shape) is { } broken) yield return broken;
        if (evidence.PrivateKeyMatches == false) yield return Mismatch(evidence);
        if (evidence.Query.PrivateKey is { IsOpenToAll: true, Path: { } path })
            yield return DkimRule.Warning("DKIM-KEY-FILE-OPEN", "", $"Everybody on this machine can read the private key {DkimRule.Quote(path)}, and sign as the domain.", $"chmod 600 {DkimConfig.Shell(path)}, and change the key where others may have read it.", "RFC 6376 section 8.3");
    }

    private static DkimJudgement Revoked(DkimRecordEvidence evidence) =>
        DkimRule.Warning("DKIM-REVOKED", "p", $"{evidence.Where} says that its key was revoked: p= is empty, and every signature of this selector fails.", "Where the key is still in use, publish it; else the record can be removed when mail of that time is read no more.");

    private static IEnumerable<DkimJudgement> Size(DkimRecordEvidence evidence, DkimPublicKey key)
    {
        const string Reference = "RFC 8301 section 3.2";
        if (key.Algorithm == DkimKeyAlgorithm.Ed25519)
            yield return DkimRule.Note("DKIM-KEY-ED25519", "k", $"{evidence.Where} has an Ed25519 key, which many receivers do not verify yet.", "Sign with an RSA key too, under a selector of its own.", "RFC 8463 section 6");
        else if (key.KeySize < DkimVerdicts.MinRsaSize)
            yield return DkimRule.Error("DKIM-KEY-WEAK", "p", $"{evidence.Where} has a key of {key.KeySize} bits; receivers must not accept less than {DkimVerdicts.MinRsaSize}.", $"Change to a key of {DkimKeyRequest.DefaultKeySize} bits, under a new selector.", Reference);
        else if (key.KeySize < DkimKeyRequest.DefaultKeySize)
            yield return DkimRule.Warning("DKIM-KEY-WEAK", "p", $"{evidence.Where} has a key of {key.KeySize} bits; signers should use at least {DkimKeyRequest.DefaultKeySize}.", $"Change to a key of {DkimKeyRequest.DefaultKeySize} bits, under a new selector.", Reference);
        else if (key.KeySize > DkimSigningKey.MaxRsaSize)
            yield return DkimRule.Warning("DKIM-KEY-LARGE", "p", $"{evidence.Where} has a key of {key.KeySize} bits; receivers need take no more than {DkimSigningKey.MaxRsaSize}.", $"Change to a key of {DkimKeyRequest.DefaultKeySize} bits, under a new selector.", Reference);
        else if (key.KeySize > DkimKeyRequest.DefaultKeySize)
            yield return DkimRule.Note("DKIM-KEY-LARGE", "p", $"{evidence.Where} has a key of {key.KeySize} bits: its answer is larger, and every signature takes several times as long to make.", "", Reference);
    }

    private static DkimJudgement? Broken(DkimRecordEvidence evidence, DkimKeyRecord record, DkimKeyShape shape)
    {
        var isRsa = record.KeyType.Equals(DkimKeyRecord.RsaName, StringComparison.OrdinalIgnoreCase);
        var isEd25519 = record.KeyType.Equals(DkimKeyRecord.Ed25519Name, StringComparison.OrdinalIgnoreCase);
        if (DkimPastingRules.Explains(evidence) && evidence.Repaired is not null) return null;
        return shape.Form switch
        {
            DkimKeyForm.Missing => DkimRule.Error("DKIM-NO-KEY", "p", $"{evidence.Where} has no key: p= is missing.", DkimRule.Publish(evidence, "Publish the whole record that the signer gave you; its key stands behind p=.")),
            DkimKeyForm.PrivateKey => DkimRule.Error("DKIM-PRIVATE-KEY", "p", $"{evidence.Where} has a PRIVATE key in p=: whoever reads it can sign as the domain.", "Take it away at once, make another key with New-DkimKey under a new selector, and never use this one again.", "RFC 6376 section 8.3"),
            DkimKeyForm.Cut => Cut(evidence, shape),
            DkimKeyForm.NoBase64 or DkimKeyForm.Other when DkimKeyChange.Of(evidence, shape) is { } change => Changed(evidence, change),
            DkimKeyForm.NoBase64 => DkimRule.Error("DKIM-KEY-BASE64", "p", $"{evidence.Where} has a key that is no base64{(shape.Odd is { } odd ? $": {DkimRule.Quote(odd.ToString())} is none of its characters" : "")}.", DkimRule.Publish(evidence, "Publish the key as the signer gave it: letters, digits, +, / and at most two = at its end.")),
            DkimKeyForm.Certificate => DkimRule.Error("DKIM-KEY-CERTIFICATE", "p", $"{evidence.Where} has a certificate in p=, and a key is wanted.", "Publish the public key alone: openssl pkey -in key.pem -pubout."),
            DkimKeyForm.WrappedEd25519 when isEd25519 => DkimRule.Error("DKIM-KEY-WRAPPED", "p", $"{evidence.Where} has an Ed25519 key with a SubjectPublicKeyInfo around it, as OpenSSL writes it: {shape.Octets.Length} octets, where {Ed25519.PublicKeySize} are wanted.", DkimRule.Publish(evidence, "Publish the last 32 octets in base64."), "RFC 8463 section 4.2"),
            DkimKeyForm.Ed25519 or DkimKeyForm.WrappedEd25519 when isRsa => DkimRule.Error("DKIM-KEY-TYPE", "k", $"{evidence.Where} {(record.Tags["k"] is null ? "has no k=, which makes its key one for RSA" : "says k=rsa")}, and the key is one for Ed25519: k=ed25519 is missing.", DkimRule.Publish(evidence, "Write k=ed25519."), "RFC 8463 section 4.2"),
            DkimKeyForm.Rsa or DkimKeyForm.BareRsa when isEd25519 => DkimRule.Error("DKIM-KEY-TYPE", "k", $"{evidence.Where} says k=ed25519, and the key is one for RSA.", DkimRule.Publish(evidence, "Write k=rsa.")),
            _ when !isRsa && !isEd25519 => DkimRule.Error("DKIM-KEY-TYPE", "k", $"{evidence.Where} says k={PlainText.Excerpt(record.KeyType, 40)}, which no receiver knows; rsa and ed25519 are defined.", DkimRule.Publish(evidence, "Write the kind of the key: rsa or ed25519.")),
            DkimKeyForm.OtherAlgorithm => DkimRule.Error("DKIM-KEY-TYPE", "p", $"{evidence.Where} has a key for another algorithm than RSA and Ed25519.", "Make a key with New-DkimKey."),
            _ => DkimRule.Error("DKIM-KEY-BROKEN", "p", $"{evidence.Where} has a key that receivers cannot read: {evidence.KeyProblem ?? "it is none"}{(shape.Expected < shape.Octets.Length ? $" (it ends after {shape.Expected} octets, and {shape.Octets.Length - shape.Expected} more stand behind it)" : "")}.", DkimRule.Publish(evidence, "Publish the key again as the signer gave it; with -PrivateKeyPath, its pair is told here.")),
        };
    }

    private static DkimJudgement Cut(DkimRecordEvidence evidence, DkimKeyShape shape)
    {
        var change = DkimKeyChange.Of(evidence, shape);
        if (change is not null || (evidence.Query.PrivateKey is not null && !DkimKeyChange.IsBeginning(evidence, shape))) return Changed(evidence, change);
        var why = evidence.Strings.Count == 1 && evidence.Strings[0].Length is > OneString - 10 and <= OneString
            ? $" A string of a TXT record holds {OneString} octets, and the record has {evidence.Strings[0].Length}: it was cut off there."
            : "";
        return DkimRule.Error(
            "DKIM-KEY-CUT", "p", string.Create(CultureInfo.InvariantCulture, $"{evidence.Where} has only the beginning of its key: {shape.Octets.Length} of {shape.Expected} octets.{why}"),
            DkimRule.Publish(evidence, $"Publish the whole key, in several strings of at most {OneString} octets in one record. Where a form does not take it, give each string in quotes, or make a key of fewer bits."), DkimRule.Dns);
    }

    /// <summary>A key that receivers cannot read, and that is not the pair's, nor the beginning of it.</summary>
    private static DkimJudgement Changed(DkimRecordEvidence evidence, string? change) => DkimRule.Error(
        "DKIM-KEY-CHANGED", "p",
        $"{evidence.Where} has a key that receivers cannot read{(evidence.Query.PrivateKey is null ? "" : ", and that differs from the pair of the private key at hand")}{(change is null ? "" : $": {change}")}.",
        DkimRule.Publish(evidence, "Publish the key again as the signer gave it; with -PrivateKeyPath, its record is told here."));

    private static DkimJudgement Mismatch(DkimRecordEvidence evidence) => DkimRule.Error(
        "DKIM-KEY-MISMATCH", "p", $"{evidence.Where} has another key than the pair of the private key at hand: signatures made with it fail.",
        $"If the record is right, sign with the private key that belongs to it. If the private key is, put its record in the place of this one: {DkimRule.Line(evidence, DkimRecordRepair.Of(evidence.Query.PrivateKey!, evidence.Record!.Text))}. Where both are in use, make a key with a selector of its own: New-DkimKey.",
        "RFC 6376 section 6.1.3");
}
