using System.Globalization;
using System.Net;
using SmtpAdmin.Dns;

namespace SmtpAdmin.Reputation;

/// <summary>Names of reverse DNS (RFC 1035 section 3.5, RFC 3596 section 2.5), which are given by mistake where an address is meant.</summary>
internal static class ReverseNames
{
    private static readonly DnsName IPv4 = DnsName.Parse("in-addr.arpa");
    private static readonly DnsName IPv6 = DnsName.Parse("ip6.arpa");

    /// <summary>The name is one.</summary>
    public static bool Contains(DnsName name) => name.IsWithin(IPv4) || name.IsWithin(IPv6);

    /// <summary>The address or block that it is of, in CIDR notation; null where it is of none.</summary>
    public static string? BlockOf(DnsName name)
    {
        var labels = name.ToString().Split('.')[..^2];
        Array.Reverse(labels);
        return labels.Length == 0 ? null : name.IsWithin(IPv4) ? OfOctets(labels) : OfNibbles(labels);
    }

    private static string? OfOctets(string[] labels)
    {
        var octets = new byte[4];
        if (labels.Length > octets.Length) return null;
        for (var at = 0; at < labels.Length; at++)
        {
            if (!byte.TryParse(labels[at], NumberStyles.None, CultureInfo.InvariantCulture, out octets[at])) return null;
        }
        return Cidr(octets, labels.Length * 8);
    }

    private static string? OfNibbles(string[] labels)
    {
        var octets = new byte[16];
        if (labels.Length > octets.Length * 2) return null;
        for (var at = 0; at < labels.Length; at++)
        {
            if (labels[at] is not [var digit] || !char.IsAsciiHexDigit(digit)) return null;
            octets[at / 2] |= (byte)(Convert.ToInt32(digit.ToString(), 16) << (at % 2 == 0 ? 4 : 0));
        }
        return Cidr(octets, labels.Length * 4);
    }

    private static string Cidr(byte[] octets, int prefix) =>
        prefix == octets.Length * 8 ? new IPAddress(octets).ToString() : string.Create(CultureInfo.InvariantCulture, $"{new IPAddress(octets)}/{prefix}");
}
