using System.Diagnostics.CodeAnalysis;

namespace SmtpAdmin.Spf;

/// <summary>
/// Reads senders that a record is to be proved for: <c>address=mail-from</c>, then perhaps a blank and a HELO name. A blank may stand in the
/// place of the equals sign; without a MAIL FROM it is <c>postmaster@</c> the domain, and <c>&lt;&gt;</c> is the null sender.
/// </summary>
public static class SpfProveText
{
    /// <summary>Reads a sender.</summary>
    /// <param name="text">The text.</param>
    /// <param name="domain">The domain of the record in ASCII; null when it is not named, and every sender is of it.</param>
    /// <param name="sender">The sender.</param>
    /// <param name="problem">Why there is none, in sentences.</param>
    public static bool TryRead(string text, string? domain, [NotNullWhen(true)] out SpfSender? sender, [NotNullWhen(false)] out string? problem)
    {
        ArgumentNullException.ThrowIfNull(text);
        sender = null;
        var line = text.Trim();
        var end = line.AsSpan().IndexOfAny('=', ' ', '\t');
        var address = end < 0 ? line : line[..end];
        var rest = Split((end < 0 ? "" : line[(end + 1)..]).Trim());
        if (rest.Length > 2)
        {
            problem = $"'{PlainText.Excerpt(text)}' is no sender. {Wanted}";
            return false;
        }
        var mailFrom = rest.Length > 0 ? rest[0] : domain is null ? null : $"postmaster@{domain}";
        if (mailFrom is null)
        {
            problem = $"'{PlainText.Excerpt(text)}' has no MAIL FROM address, and without -Domain there is none to stand in for it. {Wanted}";
            return false;
        }
        if (!SpfSenderText.TryRead(address, mailFrom, rest.Length > 1 ? rest[1] : null, out sender, out problem))
        {
            problem = $"'{PlainText.Excerpt(text)}' cannot be proved. {problem} {Wanted}";
            return false;
        }
        if (domain is null || sender.Domain.TrimEnd('.').Equals(domain, StringComparison.OrdinalIgnoreCase)) return true;
        problem = sender.IsHelo
            ? $"The null sender is checked by its HELO name, '{PlainText.Excerpt(sender.Domain)}', which is not {domain}: this record is not asked about it. Prove the record of that name."
            : $"'{PlainText.Excerpt(sender.MailFrom)}' is no address of {domain}: this record is not asked about it. Give an address of {domain}, or leave it out.";
        sender = null;
        return false;
    }

    /// <summary>The text that <see cref="TryRead"/> makes the same sender of.</summary>
    /// <param name="sender">The sender.</param>
    public static string Of(SpfSender sender)
    {
        ArgumentNullException.ThrowIfNull(sender);
        return $"{sender.IPAddress}=<{sender.MailFrom}>{(sender.HeloName is { } heloName ? $" {heloName}" : "")}";
    }

    /// <summary>The MAIL FROM address, in whose brackets blanks may stand, and the HELO name, which may have some behind such brackets.</summary>
    private static string[] Split(string text)
    {
        var close = text.StartsWith('<') ? text.IndexOf("> ", StringComparison.Ordinal) : -1;
        if (close >= 0) return [text[..(close + 1)], text[(close + 2)..].Trim()];
        return text is ['<', .., '>'] ? [text] : text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
    }

    private const string Wanted = "An address is wanted, then '=' and a MAIL FROM address, then perhaps a blank and a HELO name: '192.0.2.1=me@example.com'.";
}
