using System.Diagnostics.CodeAnalysis;
using System.Net;
using SmtpAdmin.Dns;

namespace SmtpAdmin.Dkim;

/// <summary>Reads domains and selectors as people write them.</summary>
public static class DkimNameText
{
    /// <summary>Reads a domain that signs (<c>d=</c>).</summary>
    /// <param name="text">The domain, with international labels or without, with a dot at its end or without.</param>
    /// <param name="domain">The domain in ASCII and lower case.</param>
    /// <param name="problem">Why it is none, as sentences.</param>
    public static bool TryReadDomain(string? text, [NotNullWhen(true)] out string? domain, [NotNullWhen(false)] out string? problem)
    {
        domain = null;
        problem = null;
        var trimmed = text?.Trim() ?? "";
        var shown = $"'{PlainText.Excerpt(trimmed)}'";
        if (trimmed.Length == 0) problem = "The domain is empty. Give one, e.g. example.com.";
        else if (trimmed.Contains('@', StringComparison.Ordinal)) problem = $"{shown} is a mail address, and no domain. Give what stands behind its '@'.";
        else if (trimmed.Contains(':', StringComparison.Ordinal) || trimmed.Contains('/', StringComparison.Ordinal) || IPAddress.TryParse(trimmed, out _)) problem = $"{shown} is no domain. Give the name alone, e.g. example.com.";
        else if (IndexOfKeyLabel(trimmed) is >= 0 and var at) problem = $"{shown} is the name of a key record, and no domain. Give '{PlainText.Excerpt(trimmed[Math.Min(trimmed.Length, at + DkimName.KeyLabel.Length + 1)..])}'{(at > 0 ? $" with the selector '{PlainText.Excerpt(trimmed[..(at - 1)])}'" : "")}.";
        else if (!DnsName.TryParse(trimmed, out var name, out problem)) return false;
        else if (DkimName.Of(trimmed) is not { } read) problem = $"{shown} is no domain of mail: its labels have letters, digits, hyphens and perhaps underscores. Give the name alone, e.g. example.com, and several as a list.";
        else if (name.LabelCount < 2) problem = $"{shown} has one label only. Give the whole domain, e.g. example.com.";
        else domain = read;
        return domain is not null;
    }

    /// <summary>Reads a selector (<c>s=</c>).</summary>
    /// <param name="text">The selector.</param>
    /// <param name="selector">The selector in ASCII and lower case.</param>
    /// <param name="problem">Why it is none, as sentences.</param>
    public static bool TryReadSelector(string? text, [NotNullWhen(true)] out string? selector, [NotNullWhen(false)] out string? problem)
    {
        selector = null;
        problem = null;
        var trimmed = text?.Trim() ?? "";
        if (trimmed.Length == 0) problem = "The selector is empty. Give a name, e.g. mail.";
        else if (IndexOfKeyLabel(trimmed) is >= 0 and var at) problem = $"'{PlainText.Excerpt(trimmed)}' is more than a selector: {(at > 1 ? $"give '{PlainText.Excerpt(trimmed[..(at - 1)])}', what stands" : "give what stands")} before '{DkimName.KeyLabel}'.";
        else if (DkimName.Of(trimmed) is not { } read) problem = $"'{PlainText.Excerpt(trimmed)}' is no selector: it has letters, digits, hyphens, and perhaps dots between (RFC 6376 section 3.1), and at most {DnsName.MaxLabelLength} of them in one piece.";
        else selector = read;
        return selector is not null;
    }

    private static int IndexOfKeyLabel(string text)
    {
        for (var at = 0; (at = text.IndexOf(DkimName.KeyLabel, at, StringComparison.OrdinalIgnoreCase)) >= 0; at++)
        {
            var end = at + DkimName.KeyLabel.Length;
            if ((at == 0 || text[at - 1] == '.') && (end == text.Length || text[end] == '.')) return at;
        }
        return -1;
    }
}
