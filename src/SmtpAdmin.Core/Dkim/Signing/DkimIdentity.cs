namespace SmtpAdmin.Dkim;

/// <summary>Identities as people write them (<c>i=</c>, RFC 6376 section 3.5).</summary>
internal static class DkimIdentity
{
    /// <summary>Reads an identity: an address, or <c>@</c> and a domain.</summary>
    /// <param name="text">The identity.</param>
    /// <param name="domain">The domain that signs, in ASCII.</param>
    /// <exception cref="ArgumentException">It is none, or not within the domain.</exception>
    public static string Read(string text, string domain)
    {
        if (Problem(text, domain) is { } problem) throw new ArgumentException(problem, nameof(text));
        var at = text.LastIndexOf('@');
        return text[..(at + 1)] + DkimName.Of(text[(at + 1)..]);
    }

    /// <summary>Why it is none, as sentences; null when it is one.</summary>
    public static string? Problem(string text, string domain)
    {
        var at = text.LastIndexOf('@');
        if (at < 0 || text.Length > 320 || DkimName.Of(text[(at + 1)..]) is not { } part) return $"'{PlainText.Excerpt(text)}' is no identity: write an address, or '@' and a domain.";
        // The domain may be one that mail does not go to; the local part is as in an address (RFC 5321 section 4.1.2).
        if (at > 0 && !EmailAddress.TryParse($"{text[..at]}@example.com", out _, out _)) return $"'{PlainText.Excerpt(text)}' is no identity: what stands before the '@' is no local part of an address (RFC 5321 section 4.1.2).";
        return DkimName.IsWithin(part, domain) ? null : $"The identity's domain {part} is neither {domain} nor below it (RFC 6376 section 3.5).";
    }
}
