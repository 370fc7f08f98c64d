using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace SmtpAdmin.Reputation;

/// <summary>An address, or a block of addresses in CIDR notation (RFC 4632 section 3.1, RFC 4291 section 2.3).</summary>
public sealed class AddressBlock
{
    /// <summary>The most addresses that one block may hold: an IPv4 /16 or an IPv6 /112.</summary>
    public const int MaxAddresses = 65_536;

    private readonly byte[] _first;

    private AddressBlock(byte[] first, int prefixLength)
    {
        _first = first;
        PrefixLength = prefixLength;
    }

    /// <summary>The length of the prefix in bits.</summary>
    public int PrefixLength { get; }

    /// <summary>The first address.</summary>
    public IPAddress First => new(_first);

    /// <summary>How many addresses the block holds.</summary>
    public int Count => 1 << ((_first.Length * 8) - PrefixLength);

    /// <summary>One address; an IPv4-mapped one is the IPv4 address.</summary>
    public static AddressBlock Of(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        var octets = address.Unmapped().GetAddressBytes();
        return new AddressBlock(octets, octets.Length * 8);
    }

    /// <summary>Reads an IPv4 or IPv6 address, or one with <c>/prefix</c>. Bits behind the prefix are cleared.</summary>
    /// <param name="text">The text.</param>
    /// <param name="block">The block read.</param>
    /// <param name="problem">Why it is no block; null when the text does not even look like one and may be a host name.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out AddressBlock? block, out string? problem)
    {
        block = null;
        problem = null;
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var addressText = slash < 0 ? text : text[..slash];
        if (!TryParseAddress(addressText, out var address))
        {
            if (LooksLikeAddress(text)) problem = $"'{PlainText.Excerpt(text)}' is no IP address, CIDR block or host name.";
            return false;
        }

        var octets = address.GetAddressBytes();
        var bits = octets.Length * 8;
        var prefix = bits;
        if (slash >= 0 && (!int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out prefix) || prefix > bits))
        {
            problem = $"'{PlainText.Excerpt(text)}' is no CIDR block: the prefix length is a number from 0 to {bits}.";
            return false;
        }
        if (bits - prefix > 16)
        {
            // To split a block of IPv6 would make no end of blocks.
            var remedy = bits == 32 ? "Split it." : "Give the addresses in it that mail comes from.";
            problem = $"'{PlainText.Excerpt(text)}' holds more than {MaxAddresses:N0} addresses; a /{bits - 16} is the largest block that is taken. {remedy}";
            return false;
        }

        ClearHostBits(octets, prefix);
        block = new AddressBlock(octets, prefix);
        return true;
    }

    /// <summary>Each address of the block, the first and the last included: on a mail host's network both may be in use.</summary>
    public IEnumerable<IPAddress> Addresses()
    {
        for (var offset = 0; offset < Count; offset++)
        {
            var octets = (byte[])_first.Clone();
            octets[^1] |= (byte)offset; // the block's own bits are zero, and there are 16 at most
            octets[^2] |= (byte)(offset >> 8);
            yield return new IPAddress(octets);
        }
    }

    /// <summary>The block in CIDR notation; a single address without a prefix.</summary>
    public override string ToString() => Count == 1
        ? new IPAddress(_first).ToString()
        : string.Create(CultureInfo.InvariantCulture, $"{new IPAddress(_first)}/{PrefixLength}");

    private static bool TryParseAddress(string text, [NotNullWhen(true)] out IPAddress? address)
    {
        // The platform also takes '10.1' and '0x7f.1', which people write by mistake, never on purpose.
        if (!IPAddress.TryParse(text, out address)) return false;
        if (address.AddressFamily == AddressFamily.InterNetwork) return text == address.ToString();
        if (text.AsSpan().ContainsAny('[', '%')) return false; // behind the '%' of a scope it takes anything at all
        address = address.Unmapped();
        return true;
    }

    /// <summary>No host name has a colon or a slash, or ends in a number.</summary>
    private static bool LooksLikeAddress(string text) => text.AsSpan().ContainsAny(':', '/') || HostNames.EndsInNumber(text);

    private static void ClearHostBits(byte[] octets, int prefix)
    {
        for (var at = 0; at < octets.Length; at++)
        {
            var kept = Math.Clamp(prefix - (at * 8), 0, 8);
            octets[at] &= (byte)(0xff << (8 - kept));
        }
    }
}
