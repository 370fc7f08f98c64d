using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace SmtpAdmin.Spf;

/// <summary>Reads senders as people write them: an address, a MAIL FROM address and perhaps a HELO name.</summary>
public static class SpfSenderText
{
    /// <summary>Makes a sender of its three parts.</summary>
    /// <param name="address">The IP address.</param>
    /// <param name="mailFrom">The MAIL FROM address, in angle brackets or not; empty or <c>&lt;&gt;</c> for the null sender. Null is missing where there is no HELO name either.</param>
    /// <param name="heloName">The HELO name; null or empty for none.</param>
    /// <param name="sender">The sender.</param>
    /// <param name="problem">Why there is none, as a sentence.</param>
    public static bool TryRead(
        string? address, string? mailFrom, string? heloName, [NotNullWhen(true)] out SpfSender? sender, [NotNullWhen(false)] out string? problem)
    {
        sender = null;
        problem = null;
        if (!SpfNetwork.TryParseAddress(address?.Trim(), out var ip))
            problem = string.IsNullOrWhiteSpace(address)
                ? "The IP address of the sender is missing. Give the one that the mail comes from, such as 192.0.2.10 or 2001:db8::10."
                : $"'{PlainText.Excerpt(address)}' is no IP address. Give the one that the mail comes from, such as 192.0.2.10 or 2001:db8::10.";
        else if (mailFrom is null && string.IsNullOrWhiteSpace(heloName))
            problem = "The MAIL FROM address is missing. Give it with -MailFrom; for the null sender give it empty, and -HeloName with it.";
        else if (SpfMailFromText.TryRead(mailFrom ?? "", out var from, out problem))
        {
            try
            {
                sender = new SpfSender(ip, from, heloName?.Trim());
            }
            catch (ArgumentException exception)
            {
                problem = Refusal.Text(exception);
            }
        }
        return sender is not null;
    }

    /// <summary>Reads a line with the parts in that order, with blanks between them; the null sender is <c>&lt;&gt;</c>.</summary>
    /// <param name="line">The line.</param>
    /// <param name="heloName">The HELO name where the line has none; null for none.</param>
    /// <param name="sender">The sender.</param>
    /// <param name="problem">Why there is none, as a sentence.</param>
    public static bool TryParse(string line, string? heloName, [NotNullWhen(true)] out SpfSender? sender, [NotNullWhen(false)] out string? problem) =>
        TryParse(line, null, null, heloName, out sender, out problem);

    /// <summary>Reads a line that may leave out what is the same for all: the address where one is given here, and then a MAIL FROM address.</summary>
    /// <param name="line">The line.</param>
    /// <param name="address">The IP address where the line does not begin with one; null for none.</param>
    /// <param name="mailFrom">The MAIL FROM address where the line has none; null for none.</param>
    /// <param name="heloName">The HELO name where the line has none; null for none.</param>
    /// <param name="sender">The sender.</param>
    /// <param name="problem">Why there is none, as a sentence.</param>
    public static bool TryParse(
        string line, string? address, string? mailFrom, string? heloName, [NotNullWhen(true)] out SpfSender? sender, [NotNullWhen(false)] out string? problem)
    {
        ArgumentNullException.ThrowIfNull(line);
        var parts = Split(line);
        if (address is not null && parts is [var first, ..] && !SpfNetwork.TryParseAddress(first, out _)) parts = [address, .. parts];
        if (mailFrom is not null && parts.Count == 1) parts = [.. parts, mailFrom];
        if (parts.Count is 2 or 3) return TryRead(parts[0], parts[1], parts.Count == 3 ? parts[2] : heloName, out sender, out problem);
        sender = null;
        problem = $"'{PlainText.Excerpt(line)}' is no sender: an IP address and a MAIL FROM address ('<>' for none) are wanted, then perhaps a HELO name{(line.AsSpan().IndexOfAny(',', ';') >= 0 ? ", with blanks between them, not commas" : "")}.";
        return false;
    }

    /// <summary>Splits at blanks, but for those of a quoted local part (RFC 5321 section 4.1.2).</summary>
    private static List<string> Split(string line)
    {
        var parts = new List<string>();
        var (start, quoted) = (0, false);
        for (var at = 0; at <= line.Length; at++)
        {
            if (at == line.Length || (!quoted && char.IsWhiteSpace(line[at])))
            {
                if (at > start) parts.Add(line[start..at]);
                start = at + 1;
            }
            else if (line[at] == '"') quoted = !quoted;
            else if (line[at] == '\\' && quoted && at + 1 < line.Length) at++;
        }
        return parts;
    }
}
