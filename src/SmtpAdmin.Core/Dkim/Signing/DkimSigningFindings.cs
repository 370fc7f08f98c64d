namespace SmtpAdmin.Dkim;

/// <summary>What will break a new signature on its way, or leaves something open.</summary>
internal static class DkimSigningFindings
{
    private const int MaxRsaSize = 4096; // bits; verifiers have to take those from 1024 to here (RFC 8301 section 3.2)

    private static readonly string[] AddedByServers = ["Date", "Message-ID"]; // RFC 6409 section 8

    private static readonly TimeSpan UsualDelivery = TimeSpan.FromDays(5); // RFC 5321 section 4.5.4.1

    // RFC 6376 section 5.4.1, and what servers write or take away.
    private static readonly string[] Transit = ["Return-Path", "Received", "Comments", "Keywords", "Bcc", "Resent-Bcc", "DKIM-Signature", "Authentication-Results", "Delivered-To", "X-Spam-Status", "X-Spam-Flag"];

    /// <summary>Collects the findings.</summary>
    /// <param name="options">How it was signed.</param>
    /// <param name="domain">The domain that signs.</param>
    /// <param name="selector">The selector.</param>
    /// <param name="names">The names that are signed, as in <c>h=</c>.</param>
    /// <param name="expiration">Until when it is to be accepted.</param>
    /// <param name="notes">What the message is like.</param>
    public static IEnumerable<Finding> Of(DkimSigningOptions options, string domain, string selector, IReadOnlyList<string> names, DateTimeOffset? expiration, DkimSigningNotes notes)
    {
        if (DkimSignatureKeyFindings.Weak(options.Key.Algorithm, options.Key.KeySize) is { } weak) yield return weak;
        if (options.Key is { Algorithm: DkimKeyAlgorithm.Rsa, KeySize: > MaxRsaSize and var size })
            yield return Warning("DKIM-KEY-LARGE", $"The key has {size} bits, and receivers need not verify with one of more than {MaxRsaSize}.", $"Change to a key of {DkimSignatureKeyFindings.GoodRsaSize} bits.", "RFC 8301 section 3.2");
        if (IsSigned(domain, selector, notes)) yield return Warning("DKIM-ALREADY-SIGNED", $"The message had a signature of {domain} with the selector {selector} already.", "Sign each message once, at the last server of your own.", "RFC 6376 section 4");
        if (Alignment(domain, notes) is { } unaligned) yield return unaligned;
        if (Expiration(expiration, notes) is { } early) yield return early;
        var counts = notes.Counts.SignedBy(names);
        foreach (var finding in OfFields(counts, names)) yield return finding;
        if (notes.Body.HasLongLine) yield return Warning("DKIM-BODY-LONG-LINES", "A line of the body is longer than 998 octets: servers may break it, and the signature with it.", "Encode the text as quoted-printable or base64 before it is signed.", "RFC 6376 section 5.3, RFC 5322 section 2.1.1");
        if (notes.Body.Has8Bit) yield return new(FindingSeverity.Information, "DKIM-BODY-8BIT", "The body has octets beyond ASCII: a server that sends to one without 8BITMIME encodes it anew, which breaks the signature.", "Encode the text as quoted-printable or base64 before it is signed.", "RFC 6376 section 5.3");
    }

    private static IEnumerable<Finding> OfFields(DkimFieldCounts counts, IReadOnlyList<string> names)
    {
        var transit = Transit.Where(name => names.Contains(name, StringComparer.OrdinalIgnoreCase)).ToList();
        if (transit.Count > 0) yield return Warning("DKIM-HEADER-TRANSIT", $"These header fields are signed, and servers add, change or take them away: {string.Join(", ", transit)}.", "Leave them out of -Header and -OverSignHeader.", "RFC 6376 section 5.4.1");
        var added = AddedByServers.Where(name => counts.There(name) == 0 && counts.Signed(name) > 0).ToList();
        if (added.Count > 0) yield return Warning("DKIM-HEADER-MISSING", $"The message has no {string.Join(" and no ", added)}, and the signature says so: the first server adds it, which breaks the signature.", "Have the program that makes the message write it before it is signed.", "RFC 6409 section 8, RFC 5322 section 3.6");
        foreach (var finding in DkimCoverageFindings.Of(counts)) yield return finding;
    }

    private static Finding? Expiration(DateTimeOffset? expiration, DkimSigningNotes notes)
    {
        if (expiration is not { } until || until >= notes.Now + UsualDelivery) return null;
        return until <= notes.Now
            ? new(FindingSeverity.Error, "DKIM-EXPIRED", "The time until which the signature is to be accepted (x=) is past.", "Give a later time.", "RFC 6376 section 3.5")
            : Warning("DKIM-EXPIRES-SOON", "The signature is to be accepted for less than five days (x=), and servers try to deliver for about as long.", "Give it a week, or no end.", "RFC 5321 section 4.5.4.1");
    }

    /// <summary>Whether one of the signatures can count for the writer's domain; which domains belong together is for the receiver to look up.</summary>
    private static Finding? Alignment(string domain, DkimSigningNotes notes)
    {
        if (DkimFromDomain.Of(notes.Fields) is not { } from || notes.Domains.Any(signing => DkimName.IsWithin(from, signing) || DkimName.IsWithin(signing, from))) return null;
        return Warning(
            "DKIM-NOT-ALIGNED",
            $"The message is from {from}, and {domain} signs, which is neither that domain nor above or below it: DMARC does not count the signature for {from}, unless both belong to one organizational domain.",
            $"Sign with a key of {from}, besides or in place of this one.",
            "RFC 7489 section 3.1.1");
    }

    private static bool IsSigned(string domain, string selector, DkimSigningNotes notes)
    {
        foreach (var field in notes.Fields)
        {
            if (!field.Is(DkimSignatureField.FieldName)) continue;
            var signature = DkimSignatureField.Read(field);
            if (signature.Domain == domain && signature.Selector == selector) return true;
        }
        return false;
    }

    private static Finding Warning(string code, string message, string remedy, string reference) => new(FindingSeverity.Warning, code, message, remedy, reference);
}
