using System.Diagnostics.CodeAnalysis;
using System.Net;
using SmtpAdmin.Dns;

namespace SmtpAdmin.Reputation;

/// <summary>What may stand in HELO and EHLO (RFC 5321 sections 2.3.5 and 4.1.1.1).</summary>
internal static class HeloNames
{
    /// <summary>A host name of two labels or more.</summary>
    public static bool IsQualified(string text) =>
        DnsName.TryParse(text, out var name, out _) && name.LabelCount >= 2 && HostNames.IsHostName(name);

    /// <summary>An address literal (RFC 5321 section 4.1.3).</summary>
    public static bool TryReadLiteral(string text, [NotNullWhen(true)] out IPAddress? address)
    {
        address = null;
        return text is ['[', .. var inside, ']'] && EmailAddress.TryParseLiteral(inside, out address);
    }
}
