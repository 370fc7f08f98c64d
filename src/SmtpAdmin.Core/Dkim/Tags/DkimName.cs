using System.Text;
using SmtpAdmin.Dns;

namespace SmtpAdmin.Dkim;

/// <summary>Domains and selectors of a signature (RFC 6376 sections 3.1 and 3.5, RFC 8616 section 5).</summary>
internal static class DkimName
{
    /// <summary>The label between the selector and the domain (RFC 6376 section 3.6.2.1).</summary>
    public const string KeyLabel = "_domainkey";

    /// <summary>The name, international labels as A-labels and in lower case; null when it is none.</summary>
    /// <param name="value">The value of a tag, each character an octet; international labels are UTF-8. A dot at its end is not in the grammar.</param>
    public static string? OfTag(string value) => value.EndsWith('.') ? null : Of(Ascii.IsValid(value) ? value : Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(value)));

    /// <summary>The same, of a name as people write it.</summary>
    public static string? Of(string name)
    {
        if (name.EndsWith('.')) name = name[..^1];
        // What the DNS would take is more than what mail may use (RFC 5321 section 4.1.2); an underscore is in use all the same.
        return DnsName.TryParse(name, out var parsed, out _) && parsed.ToString() is var text && text.Length > 0
            && text.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_' or '.')
            ? text.ToLowerInvariant()
            : null;
    }

    /// <summary>The name that publishes a key (RFC 6376 section 3.6.2.1); null when it would be too long.</summary>
    public static DnsName? OfKey(string selector, string domain) =>
        DnsName.TryParse($"{selector}.{KeyLabel}.{domain}", out var name, out _) ? name : null;

    /// <summary>The domain is another, or below it.</summary>
    public static bool IsWithin(string domain, string other) =>
        domain.EndsWith(other, StringComparison.OrdinalIgnoreCase) && (domain.Length == other.Length || domain[^(other.Length + 1)] == '.');
}
