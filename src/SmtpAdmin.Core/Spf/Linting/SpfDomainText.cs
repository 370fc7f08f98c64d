using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using SmtpAdmin.Dns;

namespace SmtpAdmin.Spf;

/// <summary>Reads domains as people write them.</summary>
public static class SpfDomainText
{
    private static readonly SearchValues<char> Allowed = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_."); // host names, and the names of records that others include

    /// <summary>Reads the domain of senders.</summary>
    /// <param name="text">The domain, with international labels or without, with a dot at its end or without.</param>
    /// <param name="domain">The domain in ASCII.</param>
    /// <param name="problem">Why it is none, as sentences.</param>
    public static bool TryRead(string? text, [NotNullWhen(true)] out string? domain, [NotNullWhen(false)] out string? problem)
    {
        domain = null;
        var trimmed = text?.Trim() ?? "";
        if (trimmed.Length == 0) problem = "The domain is empty. Give one, e.g. example.com.";
        else if (trimmed.Contains('@', StringComparison.Ordinal)) problem = $"'{PlainText.Excerpt(trimmed)}' is an address, and no domain. Give what stands behind its '@'.";
        else if (IsAddress(trimmed)) problem = $"'{PlainText.Excerpt(trimmed)}' is an IP address, and no domain. Test-ReverseDns looks at the names of addresses, Test-SpfSender at whether one may send for a domain.";
        else if (SpfRecord.IsSpf(trimmed)) problem = $"'{PlainText.Excerpt(trimmed)}' is a record, and no domain. Give it with -Record.";
        else if (trimmed.AsSpan().ContainsAny(" /:")) problem = $"'{PlainText.Excerpt(trimmed)}' is no domain. Give the name alone, e.g. example.com.";
        else if (!DnsName.TryParse(trimmed, out var name, out problem)) return false;
        else if (name.ToString().AsSpan().IndexOfAnyExcept(Allowed) >= 0) problem = $"'{PlainText.Excerpt(trimmed)}' is no domain that mail is sent from: it has a character that no such domain has ('{PlainText.Excerpt(Odd(trimmed))}'). Give the name alone, e.g. example.com, and several as a list.";
        else if (name.LabelCount < 2) problem = $"'{PlainText.Excerpt(trimmed)}' is no domain that mail is sent from: it has no dot, and for such a name no receiver makes a check (RFC 7208 section 4.3). Give it in full, e.g. example.com.";
        else domain = name.ToString();
        return domain is not null;
    }

    /// <summary>The first character that is not allowed; letters of other scripts are, which are written in ASCII before they are looked up.</summary>
    private static string Odd(string text) => text.FirstOrDefault(character => char.IsAscii(character) && !Allowed.Contains(character)) is var odd && odd != 0 ? odd.ToString() : text;

    /// <summary>An address, also with a prefix, or four numbers that are meant as one: no top-level domain is a number.</summary>
    private static bool IsAddress(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var address = slash < 0 ? text : text[..slash];
        return (address.Contains('.', StringComparison.Ordinal) && address.Any(char.IsAsciiDigit) && address.All(character => char.IsAsciiDigit(character) || character == '.')) || (address.Contains(':', StringComparison.Ordinal) && IPAddress.TryParse(address, out _));
    }
}
