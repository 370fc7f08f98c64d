using System.Diagnostics.CodeAnalysis;

namespace SmtpAdmin.Smtp.Protocol;

/// <summary>What stands behind EHLO and HELO: a domain or an address literal (RFC 5321 section 4.1.1.1).</summary>
internal static class HelloName
{
    private const int MaxLength = 255; // octets, RFC 5321 section 4.5.3.1.2

    /// <summary>
    /// Takes any name that is harmless in a header and a log: machines of all ages call themselves odd things, underscores and bare
    /// addresses among them, and RFC 5321 section 4.1.4 lets nobody be refused for a name that does not check out.
    /// </summary>
    public static bool TryParse(string argument, [NotNullWhen(true)] out string? name)
    {
        name = null;
        if (argument.Length is 0 or > MaxLength) return false;
        foreach (var character in argument)
        {
            if (!char.IsAsciiLetterOrDigit(character) && !".-_:[]".Contains(character, StringComparison.Ordinal)) return false;
        }
        name = argument;
        return true;
    }
}
