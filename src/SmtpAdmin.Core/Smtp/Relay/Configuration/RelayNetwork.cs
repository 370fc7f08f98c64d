using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using SmtpAdmin.Smtp.Client;

namespace SmtpAdmin.Smtp.Relay;

/// <summary>Networks as people write them: an address, or a network in CIDR notation (RFC 4632 section 3.1, RFC 4291 section 2.3).</summary>
public static class RelayNetwork
{
    /// <summary>Reads a network.</summary>
    /// <param name="text">The text.</param>
    /// <param name="network">The network; a single address is one of its own.</param>
    /// <param name="problem">Why it is none, as sentences.</param>
    public static bool TryParse([NotNullWhen(true)] string? text, out IPNetwork network, [NotNullWhen(false)] out string? problem)
    {
        network = default;
        var given = (text ?? "").Trim();
        var shown = PlainText.Excerpt(given);
        var slash = given.IndexOf('/', StringComparison.Ordinal);
        if (!SmtpServerName.TryAddress(slash < 0 ? given : given[..slash], out var address) || given.Contains('%', StringComparison.Ordinal)
            || (address.AddressFamily == AddressFamily.InterNetwork && address.ToString() != (slash < 0 ? given : given[..slash]))) // octal numbers mean one thing to some and another to others
        {
            problem = $"'{shown}' is no network. Write an address, or a network as 192.0.2.0/24 or 2001:db8::/32.";
            return false;
        }
        var bits = address.GetAddressBytes().Length * 8;
        var prefix = bits;
        if (slash >= 0 && (!int.TryParse(given.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out prefix) || prefix > bits))
        {
            problem = $"'{shown}' is no network: the length of its prefix is a number from 0 to {bits}.";
            return false;
        }
        if (address.IsIPv4MappedToIPv6)
        {
            if (prefix < 96)
            {
                problem = $"'{shown}' is a network of IPv4 addresses in IPv6, cut in the wrong place. Write it as IPv4.";
                return false;
            }
            (address, prefix) = (address.MapToIPv4(), prefix - 96);
        }
        var first = FirstOf(address, prefix);
        if (!first.Equals(address))
        {
            problem = string.Create(CultureInfo.InvariantCulture, $"'{shown}' is an address in a network, not the network's first. Write {first}/{prefix} for the network, or {address} for the one address.");
            return false;
        }
        (network, problem) = (new IPNetwork(address, prefix), null);
        return true;
    }

    private static IPAddress FirstOf(IPAddress address, int prefix)
    {
        var octets = address.GetAddressBytes();
        for (var at = 0; at < octets.Length; at++) octets[at] &= (byte)(0xff << (8 - Math.Clamp(prefix - (at * 8), 0, 8)));
        return new IPAddress(octets);
    }
}
