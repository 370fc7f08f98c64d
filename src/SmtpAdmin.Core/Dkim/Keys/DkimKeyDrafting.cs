using System.Globalization;

namespace SmtpAdmin.Dkim;

/// <summary>Looks at what is asked for, without the file system and the DNS.</summary>
internal static class DkimKeyDrafting
{
    private const int MaxNoteLength = 255; // octets as written: one string of the TXT record

    /// <summary>The domain, the size, and all that is wrong with what is asked for.</summary>
    public static DkimKeyPlan Of(DkimKeyRequest request)
    {
        var refusals = new List<DkimRefusal>();
        if (!DkimNameText.TryReadDomain(request.Domain, out var domain, out var problem)) refusals.Add(new(DkimRefusalCode.BadDomain, problem, request.Domain));
        string? selector = null;
        if (request.Selector is { } given && SelectorProblem(given, domain, out selector) is { } wrong) refusals.Add(new(DkimRefusalCode.BadSelector, wrong, given));
        if (SizeProblem(request) is { } size) refusals.Add(size);
        if (request.Note is { } note && DkimQuotedPrintable.Encode(note).Length > MaxNoteLength)
            refusals.Add(new(DkimRefusalCode.BadNote, $"The note takes more than {MaxNoteLength} octets of the record, where every blank takes three. Say it in fewer words.", PlainText.Excerpt(note)));
        return new DkimKeyPlan
        {
            Request = request,
            Domain = domain ?? "",
            Selector = selector ?? "",
            KeySize = request.Algorithm == DkimKeyAlgorithm.Ed25519 ? Ed25519.PublicKeySize * 8 : request.KeySize ?? DkimKeyRequest.DefaultKeySize,
            Refusals = refusals,
        };
    }

    /// <summary>What is wrong with the selector of a new key. What others publish may have underscores; a new one has what the standard says.</summary>
    private static string? SelectorProblem(string given, string? domain, out string? selector)
    {
        if (!DkimNameText.TryReadSelector(given, out selector, out var problem)) return problem;
        // sub-domain = Let-dig [Ldh-str] (RFC 5321 section 4.1.2), which RFC 6376 section 3.1 takes over.
        if (selector.Split('.').Any(label => label.Contains('_', StringComparison.Ordinal) || label.StartsWith('-') || label.EndsWith('-')))
            return $"'{PlainText.Excerpt(given)}' is no selector: it has letters and digits, and between them hyphens and dots (RFC 6376 section 3.1).";
        return domain is not null && DkimName.OfKey(selector, domain) is null ? $"'{PlainText.Excerpt(given)}' is too long: with '{DkimName.KeyLabel}' and the domain it is no name of the DNS any more." : null;
    }

    private static DkimRefusal? SizeProblem(DkimKeyRequest request)
    {
        if (request.KeySize is not { } size) return null;
        var subject = size.ToString(CultureInfo.InvariantCulture);
        if (request.Algorithm == DkimKeyAlgorithm.Ed25519) return new(DkimRefusalCode.BadKeySize, "An Ed25519 key has one size. Leave -KeySize out.", subject);
        if (size < DkimSigningKey.MinRsaSize) return new(DkimRefusalCode.BadKeySize, $"A key of less than {DkimSigningKey.MinRsaSize} bits must not be used, and receivers must not accept it (RFC 8301 section 3.2). Leave -KeySize out for {DkimKeyRequest.DefaultKeySize}.", subject);
        if (size > DkimSigningKey.MaxRsaSize) return new(DkimRefusalCode.BadKeySize, $"A key of more than {DkimSigningKey.MaxRsaSize} bits is larger than receivers have to take (RFC 8301 section 3.2). Leave -KeySize out for {DkimKeyRequest.DefaultKeySize}.", subject);
        if (size % 8 != 0) return new(DkimRefusalCode.BadKeySize, $"{size} bits are no whole number of octets. Give {DkimKeyRequest.DefaultKeySize}.", subject);
        return size < DkimKeyRequest.DefaultKeySize && !request.Force
            ? new(DkimRefusalCode.WeakKey, $"A key of {size} bits is too weak: signers should use at least {DkimKeyRequest.DefaultKeySize} (RFC 8301 section 3.2). Leave -KeySize out, or insist with -Force where a DNS provider takes nothing longer.", subject)
            : null;
    }
}
