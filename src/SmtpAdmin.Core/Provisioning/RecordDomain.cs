using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using SmtpAdmin.Dns;

namespace SmtpAdmin.Provisioning;

/// <summary>Reads the domain that is to publish a record at a name below it, such as <c>_dmarc</c>.</summary>
internal static class RecordDomain
{
    private static readonly SearchValues<char> HostCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.");

    /// <summary>Reads a domain.</summary>
    /// <param name="text">The name, international or not.</param>
    /// <param name="leaf">The labels below it that hold the record.</param>
    /// <param name="domain">The domain.</param>
    /// <param name="owner">The name that holds the record.</param>
    /// <param name="problem">Why it is none, in sentences.</param>
    public static bool TryRead(
        string text, string leaf, [NotNullWhen(true)] out DnsName? domain, [NotNullWhen(true)] out DnsName? owner, [NotNullWhen(false)] out string? problem)
    {
        owner = null;
        if (!TryReadHost(text, out domain, out problem)) return false;
        if ($"{domain}.".StartsWith($"{leaf}.", StringComparison.OrdinalIgnoreCase)) problem = $"'{PlainText.Excerpt(text)}' is the name of the record itself. Give the domain: what stands behind '{leaf}.'.";
        else if (!DnsName.Parse(leaf).TryAppend(domain, out owner)) problem = $"'{PlainText.Excerpt(text)}' is too long: with '{leaf}' before it, it has more than {DnsName.MaxLength} octets (RFC 1035 section 2.3.4).";
        return problem is null;
    }

    /// <summary>Reads a name as hosts and mail domains have it; an underscore is in use all the same.</summary>
    /// <param name="text">The name, international or not.</param>
    /// <param name="name">The name.</param>
    /// <param name="problem">Why it is none, in sentences.</param>
    public static bool TryReadHost(string text, [NotNullWhen(true)] out DnsName? name, [NotNullWhen(false)] out string? problem)
    {
        var given = text.Trim();
        name = null;
        problem = given.Length == 0 ? "The name is empty. Give a whole domain, as example.com."
            : IPAddress.TryParse(given, out _) ? $"'{PlainText.Excerpt(given)}' is an address, and a name is wanted."
            : given.Contains("://", StringComparison.Ordinal) ? $"'{PlainText.Excerpt(given)}' is the address of a page, and a domain is wanted."
            : given.Contains('@', StringComparison.Ordinal) ? $"'{PlainText.Excerpt(given)}' is a mail address, and a domain is wanted: what stands behind the '@'."
            : given.Contains('*', StringComparison.Ordinal) ? $"'{PlainText.Excerpt(given)}' has a wildcard, and a domain is wanted."
            : null;
        if (problem is not null || !DnsName.TryParse(given, out var parsed, out problem)) return false;
        var isPlain = !parsed.IsRoot && !parsed.ToString().AsSpan().ContainsAnyExcept(HostCharacters);
        problem = isPlain ? null : $"'{PlainText.Excerpt(given)}' is no domain: a label has letters, digits, hyphens and underscores.";
        if (isPlain) name = DnsName.Parse(parsed.ToString().ToLowerInvariant());
        return isPlain;
    }
}
