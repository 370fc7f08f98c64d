using System.Net;
using System.Net.Sockets;

namespace SmtpAdmin.Smtp.Relay;

/// <summary>Networks, and whether an address is in one of them. IPv4 in the form of IPv6 is IPv4 on either side (RFC 4291 section 2.5.5.2).</summary>
internal sealed class AddressSet
{
    private const int MappedBits = 96;

    private static readonly byte[] Translated = [0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0]; // RFC 6052 section 2.1

    private readonly IPNetwork[] _v4;
    private readonly IPNetwork[] _v6;

    /// <summary>Makes a set.</summary>
    public AddressSet(IEnumerable<IPNetwork> networks)
    {
        var all = networks.Select(Unmapped).ToLookup(network => network.BaseAddress.AddressFamily);
        (_v4, _v6) = ([.. all[AddressFamily.InterNetwork]], [.. all[AddressFamily.InterNetworkV6]]);
    }

    /// <summary>Whether one of the networks has the address; none has null.</summary>
    public bool Contains(IPAddress? address)
    {
        if (address is null) return false;
        address = address.Unmapped();
        foreach (var network in address.AddressFamily == AddressFamily.InterNetwork ? _v4 : _v6)
        {
            if (network.Contains(address)) return true;
        }
        return false;
    }

    /// <summary>The network, as IPv4 where it is that.</summary>
    private static IPNetwork Unmapped(IPNetwork network) => network is { BaseAddress.IsIPv4MappedToIPv6: true, PrefixLength: >= MappedBits }
        ? new IPNetwork(network.BaseAddress.MapToIPv4(), network.PrefixLength - MappedBits)
        : network;

    /// <summary>The IPv4 network whose hosts come by these addresses: also those behind the well-known prefix of translators (RFC 6052). Null for a network of IPv6 alone.</summary>
    public static IPNetwork? AsIPv4(IPNetwork network)
    {
        network = Unmapped(network);
        if (network.BaseAddress.AddressFamily == AddressFamily.InterNetwork) return network;
        var octets = network.BaseAddress.GetAddressBytes();
        return network.PrefixLength >= MappedBits && octets.AsSpan(0, Translated.Length).SequenceEqual(Translated)
            ? new IPNetwork(new IPAddress(octets.AsSpan(Translated.Length)), network.PrefixLength - MappedBits)
            : null;
    }
}
