using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using SmtpAdmin.Dns;

namespace SmtpAdmin.Spf;

/// <summary>Reads the names that stand in a record.</summary>
internal static class SpfDraftName
{
    private static readonly SearchValues<char> HostCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.");

    /// <summary>Reads a domain that is to publish a record.</summary>
    /// <param name="text">The name, international or not.</param>
    /// <param name="name">The name.</param>
    /// <param name="problem">Why it is none, in sentences.</param>
    public static bool TryReadOwner(string text, [NotNullWhen(true)] out DnsName? name, [NotNullWhen(false)] out string? problem)
    {
        name = null;
        var isWildcard = text.StartsWith("*.", StringComparison.Ordinal);
        if (!TryReadPlain(isWildcard ? text[2..] : text, out var ascii, out problem)) return false;
        if (DnsName.TryParse(isWildcard ? $"*.{ascii}" : ascii, out name, out problem)) return true;
        return false;
    }

    /// <summary>Reads a domain-spec: a name, international or not, or one with macros.</summary>
    /// <param name="text">The name.</param>
    /// <param name="spec">The name as it stands in a record: in ASCII, without a dot at the end.</param>
    /// <param name="problem">Why it is none, in sentences.</param>
    public static bool TryRead(string text, [NotNullWhen(true)] out string? spec, [NotNullWhen(false)] out string? problem)
    {
        if (!text.Contains('%', StringComparison.Ordinal)) return TryReadPlain(text, out spec, out problem);
        spec = SpfMacroParser.TryParseDomain(text, out _, out problem) ? text : null;
        if (spec is null) problem = $"'{PlainText.Excerpt(text)}': {problem}.";
        return spec is not null;
    }

    private static bool TryReadPlain(string text, [NotNullWhen(true)] out string? ascii, [NotNullWhen(false)] out string? problem)
    {
        ascii = null;
        problem = text.Length == 0 ? "The name is empty. Give a whole domain, as example.com."
            : SpfNetwork.TryParse(text, out _, out _, out _) ? $"'{PlainText.Excerpt(text)}' is an address, and a name is wanted. Give addresses to -IPAddress."
            : text.Contains("://", StringComparison.Ordinal) ? $"'{PlainText.Excerpt(text)}' is the address of a page, and a domain is wanted."
            : text.Contains('@', StringComparison.Ordinal) ? $"'{PlainText.Excerpt(text)}' is a mail address, and a domain is wanted: what stands behind the '@'."
            : null;
        if (problem is not null) return false;
        if (!DnsName.TryParse(text, out var name, out problem)) return false;
        ascii = name.ToString();
        problem = ascii.AsSpan().ContainsAnyExcept(HostCharacters) ? $"'{PlainText.Excerpt(text)}' is no domain: a label has letters, digits, hyphens and underscores."
            : name.LabelCount < 2 ? $"'{PlainText.Excerpt(text)}' has one label only, and SPF does not ask for such a name (RFC 7208 section 4.3). Give the whole domain."
            : SpfMacroParser.TryParseDomain(ascii, out _, out var wrong) ? null
            : $"'{PlainText.Excerpt(text)}': {wrong}.";
        if (problem is not null) ascii = null;
        return ascii is not null;
    }
}
