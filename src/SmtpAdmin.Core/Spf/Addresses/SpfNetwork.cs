using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace SmtpAdmin.Spf;

/// <summary>A network in CIDR notation (RFC 4632 section 3.1, RFC 4291 section 2.3), of any size. An IPv4-mapped IPv6 address is the IPv4 address (RFC 7208 section 5).</summary>
public readonly record struct SpfNetwork
{
    internal const int Ip4Bits = 32;
    internal const int Ip6Bits = 128;

    private SpfNetwork(bool isIPv6, UInt128 bits, int prefixLength)
    {
        IsIPv6 = isIPv6;
        PrefixLength = prefixLength;
        First = bits & Mask;
    }

    /// <summary>The network is of IPv6 addresses.</summary>
    public bool IsIPv6 { get; }

    /// <summary>How many bits all its addresses share.</summary>
    public int PrefixLength { get; }

    /// <summary>The first address.</summary>
    public IPAddress Address => ToAddress(IsIPv6, First);

    /// <summary>The first address as a number.</summary>
    internal UInt128 First { get; }

    /// <summary>The last address as a number.</summary>
    internal UInt128 Last => First | (~Mask & All(IsIPv6));

    private UInt128 Mask => PrefixLength == 0 ? UInt128.Zero : (All(IsIPv6) << (Bits(IsIPv6) - PrefixLength)) & All(IsIPv6);

    /// <summary>The network of an address; bits behind the prefix are cleared.</summary>
    /// <param name="address">An address of the network.</param>
    /// <param name="prefixLength">How many bits its addresses share; more than an address has mean all.</param>
    public static SpfNetwork Of(IPAddress address, int prefixLength = Ip6Bits)
    {
        var (isIPv6, bits) = Read(address);
        return new SpfNetwork(isIPv6, bits, Math.Clamp(prefixLength, 0, Bits(isIPv6)));
    }

    /// <summary>The network has the address.</summary>
    public bool Contains(IPAddress address)
    {
        var (isIPv6, bits) = Read(address);
        return Contains(isIPv6, bits);
    }

    /// <summary>The network has all addresses of another.</summary>
    public bool Contains(SpfNetwork other) => other.PrefixLength >= PrefixLength && Contains(other.IsIPv6, other.First);

    /// <summary>Reads a network as people write it, host bits allowed.</summary>
    /// <param name="text">An address, or one with <c>/prefix</c>.</param>
    /// <param name="network">The network read.</param>
    /// <param name="hasHostBits">Bits behind the prefix were set, and are cleared.</param>
    /// <param name="problem">Why it is none, as a sentence.</param>
    public static bool TryParse(string text, out SpfNetwork network, out bool hasHostBits, [NotNullWhen(false)] out string? problem)
    {
        ArgumentNullException.ThrowIfNull(text);
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var addressText = slash < 0 ? text : text[..slash];
        network = default;
        hasHostBits = false;
        if (!TryParseAddress(addressText, out var address))
        {
            problem = $"'{PlainText.Excerpt(text)}' is no IP address and no CIDR block.";
            return false;
        }
        var prefix = Bits(address.AddressFamily == AddressFamily.InterNetworkV6);
        if (slash >= 0 && !TryParsePrefix(text.AsSpan(slash + 1), prefix, out prefix))
        {
            problem = $"'{PlainText.Excerpt(text)}' is no CIDR block: the prefix length is a number from 0 to {Bits(address.AddressFamily == AddressFamily.InterNetworkV6)}, without a leading zero.";
            return false;
        }
        problem = null;
        if (address.IsIPv4MappedToIPv6)
        {
            // ::ffff:0:0/96 is where the IPv4 addresses are; a wider block would be more than them.
            if (prefix < Ip6Bits - Ip4Bits)
            {
                problem = $"'{PlainText.Excerpt(text)}' is wider than the IPv4-mapped addresses, ::ffff:0:0/96.";
                return false;
            }
            prefix -= Ip6Bits - Ip4Bits;
        }
        network = Of(address, prefix);
        hasHostBits = network.First != Read(address).Bits;
        return true;
    }

    /// <summary>The network in CIDR notation; a single address without a prefix.</summary>
    public override string ToString() => PrefixLength == Bits(IsIPv6)
        ? Address.ToString()
        : string.Create(CultureInfo.InvariantCulture, $"{Address}/{PrefixLength}");

    internal static int Bits(bool isIPv6) => isIPv6 ? Ip6Bits : Ip4Bits;

    /// <summary>The last address of a family as a number.</summary>
    internal static UInt128 All(bool isIPv6) => isIPv6 ? UInt128.MaxValue : uint.MaxValue;

    /// <summary>What a term of a record says. Unlike a sender's address, an IPv4-mapped one behind <c>ip6</c> stays IPv6, and so never matches (RFC 7208 section 5).</summary>
    internal static SpfNetwork OfTerm(IPAddress address, int prefixLength)
    {
        Span<byte> octets = stackalloc byte[16];
        var isIPv6 = address.AddressFamily == AddressFamily.InterNetworkV6;
        address.TryWriteBytes(isIPv6 ? octets : octets[12..], out _);
        return new SpfNetwork(isIPv6, BinaryPrimitives.ReadUInt128BigEndian(octets), prefixLength);
    }

    internal static SpfNetwork OfBits(bool isIPv6, UInt128 bits, int prefixLength) => new(isIPv6, bits, prefixLength);

    internal bool Contains(bool isIPv6, UInt128 bits) => IsIPv6 == isIPv6 && (bits & Mask) == First;

    internal static IPAddress ToAddress(bool isIPv6, UInt128 bits)
    {
        Span<byte> octets = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(octets, bits);
        return new IPAddress(isIPv6 ? octets : octets[12..]);
    }

    internal static (bool IsIPv6, UInt128 Bits) Read(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        Span<byte> octets = stackalloc byte[16];
        if (!address.TryWriteBytes(octets, out var count)) throw new ArgumentException("The address cannot be read.", nameof(address));
        if (count == 4) return (false, BinaryPrimitives.ReadUInt32BigEndian(octets));
        return address.IsIPv4MappedToIPv6
            ? (false, BinaryPrimitives.ReadUInt32BigEndian(octets[12..]))
            : (true, BinaryPrimitives.ReadUInt128BigEndian(octets));
    }

    /// <summary>The platform also takes <c>10.1</c>, <c>0x7f.1</c>, octal numbers, scopes and brackets; SPF takes none of them (RFC 7208 section 5.6).</summary>
    internal static bool TryParseAddress(ReadOnlySpan<char> text, [NotNullWhen(true)] out IPAddress? address)
    {
        address = null;
        if (text.ContainsAny('[', '%') || !IPAddress.TryParse(text, out address)) return false;
        return address.AddressFamily == AddressFamily.InterNetworkV6 || text.SequenceEqual(address.ToString());
    }

    /// <summary>A prefix length: digits without a leading zero (RFC 7208 section 5.6, ip4-cidr-length and ip6-cidr-length).</summary>
    internal static bool TryParsePrefix(ReadOnlySpan<char> text, int most, out int prefix) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out prefix) && prefix <= most && (text.Length == 1 || text[0] != '0');
}
