using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace SmtpAdmin.Provisioning;

/// <summary>Reads where reports are to be sent as people write it: a mail address, or a URI.</summary>
internal static class ReportUriText
{
    // RFC 6068 section 2 has '%', gen-delims, '&', ';' and '=' encoded; ',' and '!' are what the records end at. The rest of these are safe in any reader.
    private static readonly SearchValues<char> PlainInMail = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~+$'*");

    /// <summary>Reads one destination.</summary>
    /// <param name="text">A mail address, international or not, or a URI.</param>
    /// <param name="uri">The URI, encoded for a record.</param>
    /// <param name="problem">Why it is none and what would do, in sentences.</param>
    public static bool TryRead(string text, [NotNullWhen(true)] out ReportUri? uri, [NotNullWhen(false)] out string? problem)
    {
        var given = text.Trim();
        uri = null;
        if (given.Length == 0) problem = "An address for reports is empty. Give one as dmarc@example.com.";
        else if (SizeOf(given) is { } size)
            problem = $"'{PlainText.Excerpt(given)}' ends with the size limit '{PlainText.Excerpt(size)}', which RFC 9989 (section 4.8) removed: who sends reports ignores it. Leave it out.";
        else if (!given.StartsWith('"') && ReportUri.SchemeOf(given) is { } scheme) return scheme == ReportUri.MailScheme ? TryReadMailUri(given, out uri, out problem) : TryReadUri(given, scheme, out uri, out problem);
        else if (!EmailAddress.TryParse(given, out var address, out problem)) problem = $"{problem} Give an address for reports as dmarc@example.com{(given.Contains(',', StringComparison.Ordinal) ? ", each by itself" : "")}.";
        else return TryMake(given, address, "", out uri, out problem);
        return false;
    }

    /// <summary>The limit behind a destination as RFC 7489 section 6.2 had it: <c>!10m</c>; null for none.</summary>
    internal static string? SizeOf(string text)
    {
        var at = text.LastIndexOf('!');
        if (at < 0 || at + 1 == text.Length) return null;
        var digits = text.AsSpan(at + 1);
        if (digits[^1] is 'k' or 'm' or 'g' or 't' or 'K' or 'M' or 'G' or 'T') digits = digits[..^1];
        return digits.Length > 0 && !digits.ContainsAnyExceptInRange('0', '9') ? text[at..] : null;
    }

    private static bool TryReadMailUri(string given, [NotNullWhen(true)] out ReportUri? uri, [NotNullWhen(false)] out string? problem)
    {
        uri = null;
        var rest = given[(ReportUri.MailScheme.Length + 1)..];
        var query = rest.IndexOf('?', StringComparison.Ordinal);
        var address = Uri.UnescapeDataString(query < 0 ? rest : rest[..query]);
        if (EmailAddress.TryParse(address, out var parsed, out problem)) return TryMake(given, parsed, query < 0 ? "" : rest[query..], out uri, out problem);
        if (address.Contains(',', StringComparison.Ordinal)) problem += " Give each address by itself.";
        return false;
    }

    private static bool TryMake(string given, EmailAddress address, string query, [NotNullWhen(true)] out ReportUri? uri, [NotNullWhen(false)] out string? problem)
    {
        uri = null;
        if (address.AddressLiteral is not null || !address.AsciiDomain.Contains('.', StringComparison.Ordinal))
        {
            problem = $"'{PlainText.Excerpt(given)}' is no address that everybody can send reports to: its domain is {(address.AddressLiteral is null ? "one label only" : "an address literal")}. Give one at a whole domain.";
            return false;
        }
        var value = $"{ReportUri.MailScheme}:{Encode(address.LocalPart, PlainInMail.Contains)}@{address.AsciiDomain.ToLowerInvariant()}{Encode(query, ReportUri.IsAllowed)}";
        if (ReportUri.TryParse(value, out uri, out problem)) return true;
        problem += ".";
        return false;
    }

    private static bool TryReadUri(string given, string scheme, [NotNullWhen(true)] out ReportUri? uri, [NotNullWhen(false)] out string? problem)
    {
        uri = null;
        if (!Uri.TryCreate(given, UriKind.Absolute, out var parsed) || parsed.IdnHost.Length == 0)
            problem = $"'{PlainText.Excerpt(given)}' is neither a mail address nor a URI with a host. Give one as dmarc@example.com.";
        else if (parsed.UserInfo.Length > 0)
            problem = $"The {scheme} URI for reports at {PlainText.Excerpt(parsed.IdnHost)} has a user name or password before the host, and everybody can read the record. Leave it out."; // which is not told again
        else if (ReportUri.TryParse(Encode($"{scheme}://{(parsed.HostNameType == UriHostNameType.IPv6 ? $"[{parsed.IdnHost}]" : parsed.IdnHost)}{(parsed.IsDefaultPort ? "" : FormattableString.Invariant($":{parsed.Port}"))}{parsed.PathAndQuery}{parsed.Fragment}", ReportUri.IsAllowed), out uri, out var wrong))
        {
            problem = null;
            return true;
        }
        else problem = $"{wrong}.";
        return false;
    }

    private static string Encode(string text, Func<char, bool> isPlain)
    {
        var encoded = new StringBuilder(text.Length);
        foreach (var octet in Encoding.UTF8.GetBytes(text))
        {
            if (octet < 0x80 && isPlain((char)octet)) encoded.Append((char)octet);
            else encoded.Append(System.Globalization.CultureInfo.InvariantCulture, $"%{octet:X2}");
        }
        return encoded.ToString();
    }
}
