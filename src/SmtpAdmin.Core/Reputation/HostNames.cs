using System.Buffers;
using SmtpAdmin.Dns;

namespace SmtpAdmin.Reputation;

/// <summary>Which domain names a host may have. The DNS takes any octets; mail servers do not.</summary>
internal static class HostNames
{
    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdefABCDEF");

    /// <summary>
    /// Labels of letters, digits and inner hyphens (RFC 952, RFC 1123 section 2.1), at least one, and no address in disguise. This
    /// is what is right; <see cref="IsUsable"/> is what is taken.
    /// </summary>
    public static bool IsHostName(DnsName name) => IsMadeOf(name, static octet => octet == (byte)'-' || char.IsAsciiLetterOrDigit((char)octet));

    /// <summary>A host name, or one but for underscores: Postfix and others take those, some filters do not.</summary>
    public static bool IsUsable(DnsName name) => IsMadeOf(name, static octet => octet is (byte)'-' or (byte)'_' || char.IsAsciiLetterOrDigit((char)octet));

    /// <summary>
    /// The last label is a number, also as <c>0x7f</c>: then it is an address, or a mistyped one, since old resolvers take
    /// <c>127.1</c> and <c>0x7f000001</c> for addresses and no top-level domain looks like that (RFC 3696 section 2).
    /// </summary>
    public static bool EndsInNumber(string name)
    {
        var last = name.AsSpan().TrimEnd('.');
        last = last[(last.LastIndexOf('.') + 1)..];
        if (last.StartsWith("0x", StringComparison.OrdinalIgnoreCase)) return !last[2..].ContainsAnyExcept(HexDigits);
        return last.Length > 0 && !last.ContainsAnyExceptInRange('0', '9');
    }

    private static bool IsMadeOf(DnsName name, Func<byte, bool> isLetter)
    {
        var wire = name.Wire;
        for (var at = 0; wire[at] != 0; at += wire[at] + 1)
        {
            var label = wire.Slice(at + 1, wire[at]);
            if (label[0] == (byte)'-' || label[^1] == (byte)'-') return false;
            foreach (var octet in label)
            {
                if (!isLetter(octet)) return false;
            }
        }
        return !name.IsRoot && !EndsInNumber(name.ToString());
    }
}
