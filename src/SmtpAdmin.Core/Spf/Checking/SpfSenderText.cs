using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace SmtpAdmin.Spf;

/// <summary>Reads senders as people write them: an address, a MAIL FROM address and perhaps a HELO name.</summary>
public static class SpfSenderText
{
    /// <summary>Makes a sender of its three parts.</summary>
    /// <param name="address">The IP address.</param>
    /// <param name="mailFrom">The MAIL FROM address; empty or <c>&lt;&gt;</c> for the null sender.</param>
    /// <param name="heloName">The HELO name; null or empty for none.</param>
    /// <param name="sender">The sender.</param>
    /// <param name="problem">Why there is none, as a sentence.</param>
    public static bool TryRead(
        string? address, string? mailFrom, string? heloName, [NotNullWhen(true)] out SpfSender? sender, [NotNullWhen(false)] out string? problem)
    {
        sender = null;
        problem = null;
        if (!SpfNetwork.TryParseAddress(address?.Trim(), out var ip))
            problem = string.IsNullOrWhiteSpace(address) ? "The IP address of the sender is missing." : $"'{PlainText.Excerpt(address)}' is no IP address.";
        else
        {
            try
            {
                sender = new SpfSender(ip, mailFrom, heloName);
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
    public static bool TryParse(string line, string? heloName, [NotNullWhen(true)] out SpfSender? sender, [NotNullWhen(false)] out string? problem)
    {
        ArgumentNullException.ThrowIfNull(line);
        var parts = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length is 2 or 3) return TryRead(parts[0], parts[1], parts.Length == 3 ? parts[2] : heloName, out sender, out problem);
        sender = null;
        problem = $"'{PlainText.Excerpt(line)}' is no sender: an IP address and a MAIL FROM address ('<>' for none) are wanted, then perhaps a HELO name.";
        return false;
    }
}
