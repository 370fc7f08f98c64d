using System.Globalization;
using System.Security.Cryptography;
using SmtpAdmin.Mime;

namespace SmtpAdmin.Dkim;

/// <summary>Judges a signature by what is known of it (RFC 6376 section 6.1).</summary>
internal static class DkimVerdicts
{
    private const int BeginningLength = 8; // characters, RFC 6008 section 4
    private const int Ed25519SignatureLength = 64; // octets, RFC 8032 section 5.1.6

    /// <summary>The smallest RSA key that may be accepted, in bits (RFC 8301 section 3.2).</summary>
    public const int MinRsaSize = 1024;

    /// <summary>A message without a signature.</summary>
    /// <param name="head">Its header section.</param>
    public static DkimSignatureResult Unsigned(HeaderSection head) => new() { Status = DkimStatus.None, Reason = "The message is not signed.", Findings = [.. DkimMessageFindings.OfLines(head)] };

    /// <summary>A file of text in UTF-16.</summary>
    public static DkimSignatureResult Utf16() => new()
    {
        Status = DkimStatus.PermError,
        Reason = "The file is text in UTF-16, and no message as it goes over the wire; nothing was verified.",
        Findings = DkimSignatureFindings.Utf16,
    };

    /// <summary>A message whose header section is longer than what is read.</summary>
    public static DkimSignatureResult HeadTooLong() => new()
    {
        Status = DkimStatus.PermError,
        Reason = string.Create(CultureInfo.InvariantCulture, $"The header section is longer than {DkimMessageReader.MaxHeadLength:N0} octets; nothing was verified."),
        Findings = DkimSignatureFindings.HeadTooLong,
    };

    /// <summary>What stands for the signatures behind the last one that is looked at.</summary>
    public static DkimSignatureResult TooMany(int count) => new()
    {
        Status = DkimStatus.Neutral,
        Reason = $"The message has {count} signatures; only the first {DkimVerifier.MaxSignatures} were looked at.",
        Findings = [new(FindingSeverity.Warning, "DKIM-TOO-MANY", $"The message has {count} signatures; receivers look at a few only, if at any.", "Look for what adds them: a mail loop, perhaps.", "RFC 6376 section 8.4")],
    };

    /// <summary>Judges one signature.</summary>
    public static DkimSignatureResult Judge(DkimEvidence evidence)
    {
        var signature = evidence.Signature;
        var key = evidence.KeyReading?.Key;
        var bodyMatches = evidence.Body is { } body && IsSupported(signature.Algorithm) ? IsBodyIntact(signature, body) : (bool?)null; // other algorithms have another hash
        var headerMatches = key is null || evidence.Body is null || !IsSupported(signature.Algorithm) || key.Algorithm != AlgorithmOf(signature.Algorithm)
            ? (bool?)null
            : IsHeaderIntact(evidence, key);
        var isByOtherKey = headerMatches == false && IsByOtherKey(key!, signature);
        if (isByOtherKey) headerMatches = null;
        var expired = signature.Expiration is { } until && until < evidence.Now;
        var verdict = SyntaxVerdict(signature) ?? KeyVerdict(evidence, key) ?? HashVerdict(evidence, bodyMatches, headerMatches, isByOtherKey, expired);
        return new DkimSignatureResult
        {
            Status = verdict.Status,
            Reason = verdict.Reason,
            Domain = signature.Domain,
            Selector = signature.Selector,
            Identity = signature.Identity,
            Algorithm = signature.Algorithm,
            KeySize = key?.KeySize,
            HeaderCanonicalization = signature.HeaderCanonicalization,
            BodyCanonicalization = signature.BodyCanonicalization,
            SignedHeaders = [.. signature.SignedHeaders.Select(PlainText.Clean)],
            BodyHashMatches = bodyMatches,
            HeaderHashMatches = headerMatches,
            IsByOtherKey = isByOtherKey,
            UsesBodyLength = signature.BodyLength is not null,
            Timestamp = signature.Timestamp,
            Expiration = signature.Expiration,
            Expired = expired,
            SignatureBeginning = Beginning(signature.Signature),
        };
    }

    private static DkimVerdict? SyntaxVerdict(DkimSignatureField signature)
    {
        if (signature.Problem is { } problem) return new DkimVerdict(DkimStatus.Neutral, $"The signature cannot be read: {problem} ({problem.Reference}).");
        if (signature.Algorithm == "rsa-sha1") return new DkimVerdict(DkimStatus.Policy, "rsa-sha1 must not be accepted any more (RFC 8301 section 3.1).");
        if (!IsSupported(signature.Algorithm)) return new DkimVerdict(DkimStatus.Neutral, $"There is no algorithm '{signature.Algorithm}'; rsa-sha256 and ed25519-sha256 are (RFC 8463 section 3).");
        return signature.SignedHeaders.Contains("From", StringComparer.OrdinalIgnoreCase)
            ? null
            : new DkimVerdict(DkimStatus.PermError, "The From header field is not signed, which it has to be (RFC 6376 section 5.4).");
    }

    private static DkimVerdict? KeyVerdict(DkimEvidence evidence, DkimPublicKey? key)
    {
        var signature = evidence.Signature;
        if (evidence.Key is not { } asked) return PermError($"'{PlainText.Excerpt(signature.Selector)}.{DkimName.KeyLabel}.{PlainText.Excerpt(signature.Domain)}' is too long for a name in the DNS.");
        switch (asked.Availability)
        {
            case DkimKeyAvailability.Unknown:
                return new DkimVerdict(DkimStatus.TempError, $"The key at {asked.Name} could not be asked for: {asked.Answer.Outcome}{(asked.Answer.Detail.Length > 0 ? $" ({PlainText.Excerpt(asked.Answer.Detail.TrimEnd('.'), 200)})" : "")}.");
            case DkimKeyAvailability.Missing:
                return PermError(asked.Others.Count > 0 ? $"The TXT record at {asked.Name} is no key." : $"There is no key at {asked.Name}.");
            case DkimKeyAvailability.Several:
                return PermError($"There are {asked.Keys.Count} keys at {asked.Name}; which of them counts is not defined (RFC 6376 section 3.6.2.2).");
        }
        var record = asked.Keys[0];
        if (record.IsRevoked) return PermError($"The key at {asked.Name} was revoked.");
        if (record.Problems.Count > 0) return PermError($"The key record at {asked.Name} cannot be read: {record.Problems[0]}.");
        if (key is null) return PermError($"The key at {asked.Name} cannot be used: {evidence.KeyReading?.Problem}.");
        if (key.Algorithm != AlgorithmOf(signature.Algorithm)) return PermError($"The signature is made by {signature.Algorithm}, and the key at {asked.Name} is for {record.KeyType.ToLowerInvariant()}.");
        if (record.HashAlgorithms.Count > 0 && !record.HashAlgorithms.Contains("sha256", StringComparer.OrdinalIgnoreCase)) return PermError($"The key at {asked.Name} must not be used with SHA-256 (h=).");
        if (!record.IsForMail) return PermError($"The key at {asked.Name} is not for mail (s=).");
        if (record.Flags.HasFlag(DkimKeyMode.StrictIdentity) && signature.IdentityDomain != signature.Domain)
            return PermError($"The key at {asked.Name} is for i= in {signature.Domain} itself, not below it (t=s).");
        return key.Algorithm == DkimKeyAlgorithm.Rsa && key.KeySize < MinRsaSize
            ? new DkimVerdict(DkimStatus.Policy, $"The key has {key.KeySize} bits; one of less than {MinRsaSize} must not be accepted (RFC 8301 section 3.2).")
            : null;
    }

    private static DkimVerdict HashVerdict(DkimEvidence evidence, bool? bodyMatches, bool? headerMatches, bool isByOtherKey, bool expired)
    {
        var signature = evidence.Signature;
        if (signature.BodyLength > evidence.Body!.TotalLength)
            return new DkimVerdict(DkimStatus.Fail, $"{signature.BodyLengthText} octets of the body are signed, and it has only {evidence.Body.TotalLength}.");
        if (isByOtherKey)
        {
            var made = $"The signature was not made with the key at {evidence.Key!.Name}{WrongLength(evidence.KeyReading!.Key!, signature)}, or b= was damaged";
            return new DkimVerdict(DkimStatus.Fail, bodyMatches == false ? $"{made}; and the body is not the one that was signed." : $"{made}; the body is as it was signed.");
        }
        return (bodyMatches, headerMatches) switch
        {
            (_, null) => PermError($"The key at {evidence.Key!.Name} cannot be used: no signature can be held against it."),
            (true, true) when expired => new DkimVerdict(DkimStatus.Fail, string.Create(CultureInfo.InvariantCulture, $"The signature was to be accepted until {signature.Expiration:yyyy-MM-dd HH:mm:ss} UTC.")),
            (true, true) => DkimVerdict.Pass,
            (true, _) => new DkimVerdict(DkimStatus.Fail, "The signature does not hold over the header fields; the body is as it was signed."),
            (_, true) => new DkimVerdict(DkimStatus.Fail, "The body is not the one that was signed; the signed header fields are as they were."),
            _ => new DkimVerdict(DkimStatus.Fail, "The body is not the one that was signed, and the signature does not hold over the header fields."),
        };
    }

    /// <summary>The signature is of a length that no signature by this key has (RFC 8017 section 8.2.2, RFC 8032 section 5.1.7).</summary>
    private static string WrongLength(DkimPublicKey key, DkimSignatureField signature)
    {
        var (length, name) = key.Algorithm == DkimKeyAlgorithm.Ed25519 ? (Ed25519SignatureLength, "Ed25519") : ((key.KeySize + 7) / 8, $"RSA of {key.KeySize} bits");
        return signature.Signature.Length == length ? "" : $" (it has {signature.Signature.Length} octets, and a signature by {name} has {length})";
    }

    private static DkimVerdict PermError(string reason) => new(DkimStatus.PermError, reason);

    private static bool IsBodyIntact(DkimSignatureField signature, DkimBody body) =>
        !(signature.BodyLength > body.TotalLength) && signature.BodyHash.AsSpan().SequenceEqual(body.Hash);

    /// <summary>Null for a key that was read, but is not fit to be used, such as one of a few bits.</summary>
    private static bool? IsHeaderIntact(DkimEvidence evidence, DkimPublicKey key)
    {
        try
        {
            return key.Verify(evidence.Signature.HeaderHash(evidence.Head.Fields), evidence.Signature.Signature);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    /// <summary>Proven: what comes out of the signature with this key is no signature at all. Of Ed25519 only the length tells.</summary>
    private static bool IsByOtherKey(DkimPublicKey key, DkimSignatureField signature) => key.Algorithm == DkimKeyAlgorithm.Ed25519
        ? signature.Signature.Length != Ed25519SignatureLength
        : RsaOpening.TryOpen(key, signature.Signature, out var signed) && signed is null;

    internal static bool IsSupported(string algorithm) => algorithm is "rsa-sha256" or "ed25519-sha256";

    internal static DkimKeyAlgorithm AlgorithmOf(string algorithm) => algorithm == "ed25519-sha256" ? DkimKeyAlgorithm.Ed25519 : DkimKeyAlgorithm.Rsa;

    private static string Beginning(byte[] signature)
    {
        var text = Convert.ToBase64String(signature);
        return text[..Math.Min(BeginningLength, text.Length)];
    }
}
