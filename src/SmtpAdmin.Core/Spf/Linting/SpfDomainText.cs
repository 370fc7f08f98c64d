using System.Diagnostics.CodeAnalysis;
using SmtpAdmin.Dns;

namespace SmtpAdmin.Spf;

/// <summary>Reads domains as people write them.</summary>
public static class SpfDomainText
{
    /// <summary>Reads the domain of senders.</summary>
    /// <param name="text">The domain, with international labels or without, with a dot at its end or without.</param>
    /// <param name="domain">The domain in ASCII.</param>
    /// <param name="problem">Why it is none, as sentences.</param>
    public static bool TryRead(string? text, [NotNullWhen(true)] out string? domain, [NotNullWhen(false)] out string? problem)
    {
        domain = null;
        var trimmed = text?.Trim() ?? "";
        if (trimmed.Length == 0) problem = "The domain is missing.";
        else if (trimmed.Contains('@', StringComparison.Ordinal)) problem = $"'{PlainText.Excerpt(trimmed)}' is an address, and no domain. Give what stands behind its '@'.";
        else if (SpfRecord.IsSpf(trimmed)) problem = $"'{PlainText.Excerpt(trimmed)}' is a record, and no domain. Give it with -Record.";
        else if (!DnsName.TryParse(trimmed, out var name, out problem)) return false;
        else if (name.LabelCount < 2) problem = $"'{PlainText.Excerpt(trimmed)}' is no domain that mail is sent from: it has no dot. Give it in full, e.g. example.com.";
        else if (trimmed.AsSpan().ContainsAny(" /:")) problem = $"'{PlainText.Excerpt(trimmed)}' is no domain. Give the name alone, e.g. example.com.";
        else domain = name.ToString();
        return domain is not null;
    }
}
