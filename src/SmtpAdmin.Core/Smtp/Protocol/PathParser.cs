using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;

namespace SmtpAdmin.Smtp.Protocol;

/// <summary>The grammar of Path: <c>"&lt;" [ A-d-l ":" ] Mailbox "&gt;"</c> (RFC 5321 section 4.1.2).</summary>
internal static class PathParser
{
    /// <summary>Takes a path from the beginning of <paramref name="text"/>.</summary>
    /// <param name="text">Text that begins with <c>&lt;</c>.</param>
    /// <param name="inside">What stands between the brackets, without a source route.</param>
    /// <param name="length">How many characters the path took, its brackets included.</param>
    /// <param name="problem">Why it is no path, as a phrase.</param>
    public static bool TryTake(ReadOnlySpan<char> text, out ReadOnlySpan<char> inside, out int length, [NotNullWhen(false)] out string? problem)
    {
        inside = [];
        length = 0;
        problem = null;
        if (text.IsEmpty || text[0] != '<')
        {
            problem = "an address stands in angle brackets";
            return false;
        }
        var end = EndOfPath(text);
        if (end < 0)
        {
            problem = "the closing bracket is missing";
            return false;
        }
        length = end + 1;
        inside = text[1..end];
        return TryStripRoute(ref inside, out problem);
    }

    /// <summary>Reads the mailbox of a path, with the domain held to the grammar of mail: letters, digits, hyphens (and the underscores that are out there).</summary>
    public static bool TryMailbox(ReadOnlySpan<char> inside, [NotNullWhen(true)] out EmailAddress? address, [NotNullWhen(false)] out string? problem)
    {
        if (!EmailAddress.TryParse(inside.ToString(), out address, out problem)) return false;
        if (address.AddressLiteral is { } literal ? IsPlainLiteral(literal, address.Domain) : IsDomain(address.Domain)) return true;
        problem = "the domain has a character that domains do not have";
        address = null;
        return false;
    }

    /// <summary>Sub-domains of letters, digits and hyphens, none empty (RFC 5321 section 4.1.2); beyond ASCII, U-labels (RFC 6531 section 3.3).</summary>
    internal static bool IsDomain(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty || text.Length > 255) return false;
        var previous = '.';
        foreach (var character in text)
        {
            if (character == '.' ? previous == '.' : !char.IsAsciiLetterOrDigit(character) && character is not '-' and not '_' && character < '\x80') return false;
            previous = character;
        }
        return previous != '.';
    }

    // Four decimal numbers: the platform also reads 127.1 and 0x7f.0.0.1, which would let an address look like another.
    private static bool IsPlainLiteral(IPAddress literal, string domain) =>
        literal.AddressFamily != AddressFamily.InterNetwork || domain == $"[{literal}]";

    // The first ">" that is not in a quoted string.
    private static int EndOfPath(ReadOnlySpan<char> text)
    {
        var quoted = false;
        for (var at = 1; at < text.Length; at++)
        {
            var character = text[at];
            if (quoted && character == '\\') at++;
            else if (character == '"') quoted = !quoted;
            else if (!quoted && character == '>') return at;
            else if (!quoted && character is '<' or ' ') return -1;
        }
        return -1;
    }

    // A-d-l = At-domain *( "," At-domain ); to be taken and ignored (RFC 5321 section 4.1.1.3 and appendix C).
    private static bool TryStripRoute(ref ReadOnlySpan<char> inside, [NotNullWhen(false)] out string? problem)
    {
        problem = null;
        if (inside.IsEmpty || inside[0] != '@') return true;
        var colon = inside.IndexOf(':');
        if (colon > 0)
        {
            var good = true;
            var hops = inside[..colon];
            while (good && !hops.IsEmpty)
            {
                var comma = hops.IndexOf(',');
                var hop = comma < 0 ? hops : hops[..comma];
                good = hop.Length > 1 && hop[0] == '@' && IsDomain(hop[1..]) && comma != hops.Length - 1;
                hops = comma < 0 ? [] : hops[(comma + 1)..];
            }
            if (good)
            {
                inside = inside[(colon + 1)..];
                return true;
            }
        }
        problem = "the source route is malformed";
        return false;
    }
}
