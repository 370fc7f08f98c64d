using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace SmtpAdmin.Spf;

/// <summary>Reads MAIL FROM addresses as people write and copy them: with blanks around them, in angle brackets, behind a name.</summary>
internal static class SpfMailFromText
{
    private const string Scheme = "mailto:"; // RFC 6068 section 2

    // No domain of an address has these (RFC 5321 section 4.1.2): they are left from a list, a table or an object.
    private static readonly SearchValues<char> Slips = SearchValues.Create(",;:<>()[]{}\"\\");

    /// <summary>Reads one. A domain that is malformed in another way is a matter of the check (RFC 7208 section 4.3).</summary>
    /// <param name="text">The text.</param>
    /// <param name="mailFrom">The address; empty for the null sender.</param>
    /// <param name="problem">Why there is none, in sentences.</param>
    public static bool TryRead(string text, out string mailFrom, [NotNullWhen(false)] out string? problem)
    {
        problem = null;
        mailFrom = text.Trim();
        if (mailFrom.EndsWith('>') && mailFrom.LastIndexOf('<') is >= 0 and var open) mailFrom = mailFrom[(open + 1)..^1].Trim();
        if (mailFrom.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)) mailFrom = mailFrom[Scheme.Length..];
        var domain = mailFrom.AsSpan(mailFrom.LastIndexOf('@') + 1);
        if (domain is ['[', .., ']']) return true; // an address literal
        var at = domain.IndexOfAny(Slips);
        if (at < 0) at = IndexOfBlank(domain);
        if (at < 0) return true;
        var slip = char.IsWhiteSpace(domain[at]) ? "a blank" : $"'{domain[at]}'";
        problem = $"'{PlainText.Excerpt(text)}' is no MAIL FROM address: its domain cannot have {slip}. Give one address alone, as in me@example.com.";
        return false;
    }

    private static int IndexOfBlank(ReadOnlySpan<char> text)
    {
        for (var at = 0; at < text.Length; at++)
        {
            if (char.IsWhiteSpace(text[at])) return at;
        }
        return -1;
    }
}
