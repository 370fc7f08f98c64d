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
        return DkimName.IsWithin(part, domain) ? null : $"The identity's domain {part} is neither {domain} nor below it (RFC 6376 section 3.5).";
    }
}
