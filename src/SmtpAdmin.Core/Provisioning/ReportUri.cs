using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using SmtpAdmin.Dns;

namespace SmtpAdmin.Provisioning;

/// <summary>
/// Where reports are sent: a URI (RFC 3986) in the <c>rua</c> or <c>ruf</c> of a DMARC record (RFC 9989 section 4.8) or the <c>rua</c> of a TLS-RPT record (RFC 8460
/// section 3). Commas, exclamation points and semicolons stand percent-encoded in it.
/// </summary>
public sealed record ReportUri
{
    /// <summary>The scheme of mail addresses (RFC 6068).</summary>
    public const string MailScheme = "mailto";

    // RFC 3986 section 2, without what lists and records end at: "," "!" ";".
    private static readonly SearchValues<char> Allowed = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~:/?#[]@$&'()*+=%");

    private static readonly SearchValues<char> SchemeCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-.");

    /// <summary>The URI as it stands in a record.</summary>
    public required string Value { get; init; }

    /// <summary>The scheme in lower case, as <c>mailto</c>.</summary>
    public required string Scheme { get; init; }

    /// <summary>The host that reports go to, in ASCII: of a mail address its domain; empty where the URI has none.</summary>
    public required string Host { get; init; }

    /// <summary>The mail address of a <c>mailto:</c> URI; null for others.</summary>
    public EmailAddress? Address { get; init; }

    /// <summary>Reports go by mail.</summary>
    public bool IsMail => Scheme == MailScheme;

    /// <summary>Reads a URI as it stands in a record.</summary>
    /// <param name="value">The URI; each character is an octet (Latin-1).</param>
    /// <param name="uri">The URI read.</param>
    /// <param name="problem">Why it is none, in words that begin in lower case.</param>
    public static bool TryParse(string value, [NotNullWhen(true)] out ReportUri? uri, [NotNullWhen(false)] out string? problem)
    {
        ArgumentNullException.ThrowIfNull(value);
        uri = null;
        var excerpt = PlainText.Excerpt(value);
        var scheme = SchemeOf(value);
        if (scheme is null) problem = $"'{excerpt}' has no scheme such as {MailScheme}:";
        else if (value.AsSpan().IndexOfAnyExcept(Allowed) is var at and >= 0) problem = $"'{excerpt}' has '{PlainText.Clean(value[at].ToString())}' where a URI has it percent-encoded";
        else if (HasBrokenEscape(value)) problem = $"'{excerpt}' has a percent sign without two hexadecimal digits behind it";
        else if (scheme == MailScheme) return TryParseMail(value, out uri, out problem);
        else if (!Uri.TryCreate(value, UriKind.Absolute, out var parsed)) problem = $"'{excerpt}' is no URI";
        else
        {
            uri = new ReportUri { Value = value, Scheme = scheme, Host = parsed.IdnHost.ToLowerInvariant() };
            problem = null;
            return true;
        }
        return false;
    }

    /// <inheritdoc/>
    public override string ToString() => Value;

    /// <summary>The scheme before the first colon (RFC 3986 section 3.1), in lower case; null where there is none.</summary>
    internal static string? SchemeOf(string text)
    {
        var end = text.IndexOf(':', StringComparison.Ordinal);
        return end > 0 && char.IsAsciiLetter(text[0]) && !text.AsSpan(0, end).ContainsAnyExcept(SchemeCharacters) ? text[..end].ToLowerInvariant() : null;
    }

    /// <summary>What is no character of a URI in a record has to be percent-encoded.</summary>
    internal static bool IsAllowed(char character) => Allowed.Contains(character);

    private static bool TryParseMail(string value, [NotNullWhen(true)] out ReportUri? uri, [NotNullWhen(false)] out string? problem)
    {
        var start = MailScheme.Length + 1;
        var query = value.IndexOfAny(['?', '#'], start);
        uri = null;
        if (!EmailAddress.TryParse(Uri.UnescapeDataString(query < 0 ? value[start..] : value[start..query]), out var address, out var wrong)) problem = Lowered(wrong);
        else if (address.AddressLiteral is not null) problem = $"'{PlainText.Excerpt(value)}' has an address literal, and reports are sent to domains";
        else
        {
            uri = new ReportUri { Value = value, Scheme = MailScheme, Host = DnsName.Parse(address.Domain).ToString().ToLowerInvariant(), Address = address };
            problem = null;
        }
        return uri is not null;
    }

    private static string Lowered(string sentence) => sentence.TrimEnd('.');

    private static bool HasBrokenEscape(string value)
    {
        for (var at = value.IndexOf('%', StringComparison.Ordinal); at >= 0; at = value.IndexOf('%', at + 1))
        {
            if (at + 2 >= value.Length || !char.IsAsciiHexDigit(value[at + 1]) || !char.IsAsciiHexDigit(value[at + 2])) return true;
        }
        return false;
    }
}
