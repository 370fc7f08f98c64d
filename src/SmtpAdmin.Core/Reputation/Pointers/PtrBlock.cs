using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Numerics;
using SmtpAdmin.Dns;

namespace SmtpAdmin.Reputation;

/// <summary>
/// A block of IPv4 addresses smaller than an octet of in-addr.arpa, whose reverse DNS gets a zone of its own (RFC 2317): the zone above has an
/// alias for each address, which leads into that zone.
/// </summary>
public sealed record PtrBlock
{
    private const int OctetPrefix = 24;

    private readonly byte[] _network; // the first three octets
    private readonly byte _first;
    private readonly byte _last;
    private readonly int? _prefixLength; // null for a range that is no CIDR block

    private PtrBlock(byte[] network, byte first, byte last, bool wasRange)
    {
        (_network, _first, _last) = (network, first, last);
        var count = last - first + 1;
        _prefixLength = BitOperations.IsPow2(count) && first % count == 0 ? 32 - BitOperations.Log2((uint)count) : null;
        UsualStyle = wasRange ? PtrBlockStyle.Range : PtrBlockStyle.Slash;
    }

    /// <summary>The style in which the block was given.</summary>
    internal PtrBlockStyle UsualStyle { get; }

    /// <summary>Reads <c>192.0.2.128/26</c>, <c>192.0.2.128-191</c> or <c>192.0.2.128-192.0.2.191</c>.</summary>
    /// <exception cref="PtrException">It is no block that is delegated so.</exception>
    public static PtrBlock Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var word = text.Trim();
        var at = word.AsSpan().IndexOfAny('/', '-');
        if (at < 0) throw Bad(text, "is no block of addresses");
        var (from, to) = (word[..at].Trim(), word[(at + 1)..].Trim());
        if (from.Contains(':', StringComparison.Ordinal)) throw new PtrException(PtrFault.BadBlock, $"'{PlainText.Excerpt(text)}' is of IPv6, where every four bits can be delegated: RFC 2317 is for IPv4. Leave -Block out.", text);
        if (!IsIPv4(from, out var first)) throw Bad(text, "is no block of addresses");
        return word[at] == '/' ? OfPrefix(text, first, to) : OfRange(text, first, to);
    }

    /// <summary>The address is in the block.</summary>
    public bool Contains(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        var octets = address.GetAddressBytes();
        return octets.Length == 4 && octets.AsSpan(0, 3).SequenceEqual(_network) && octets[3] >= _first && octets[3] <= _last;
    }

    /// <summary>The block's own zone.</summary>
    /// <exception cref="PtrException">The block has no prefix length, which the style is made of.</exception>
    public DnsName ZoneOf(PtrBlockStyle style)
    {
        if (_prefixLength is null && style != PtrBlockStyle.Range)
            throw new PtrException(PtrFault.BadBlock, $"{this} is no CIDR block and has no prefix length, which -BlockStyle {style} needs. Use -BlockStyle Range.", ToString());
        var label = style switch
        {
            PtrBlockStyle.Slash => FormattableString.Invariant($"{_first}/{_prefixLength}"),
            PtrBlockStyle.Dash => FormattableString.Invariant($"{_first}-{_prefixLength}"),
            _ => FormattableString.Invariant($"{_first}-{_last}"),
        };
        return DnsName.Parse(label).Append(Above);
    }

    /// <summary>The zone above: that of the first three octets.</summary>
    internal DnsName Above => DnsName.ForReverse(new IPAddress([.. _network, 0])).Parent;

    /// <summary>The owner of an address's PTR records in the block's own zone.</summary>
    /// <exception cref="PtrException">The block has no prefix length, which the style is made of.</exception>
    internal DnsName OwnerOf(IPAddress address, PtrBlockStyle style) => DnsName.Parse(address.GetAddressBytes()[3].ToString(CultureInfo.InvariantCulture)).Append(ZoneOf(style));

    /// <summary>The block as a CIDR block, or as a range where it is none.</summary>
    public override string ToString()
    {
        var first = FormattableString.Invariant($"{_network[0]}.{_network[1]}.{_network[2]}.{_first}");
        return _prefixLength is { } prefix ? FormattableString.Invariant($"{first}/{prefix}") : FormattableString.Invariant($"{first}-{_last}");
    }

    private static PtrBlock OfPrefix(string text, byte[] first, string to)
    {
        if (!int.TryParse(to, NumberStyles.None, CultureInfo.InvariantCulture, out var prefix) || prefix > 32) throw Bad(text, "has no prefix length from 25 to 32");
        if (prefix <= OctetPrefix)
            throw new PtrException(PtrFault.BadBlock, $"'{PlainText.Excerpt(text)}' is not smaller than a /{OctetPrefix}: in-addr.arpa has zones for blocks of that size, and RFC 2317 is not needed. Leave -Block out.", text);
        var count = 1 << (32 - prefix);
        if (first[3] % count != 0)
            throw new PtrException(PtrFault.BadBlock, FormattableString.Invariant($"'{PlainText.Excerpt(text)}' has bits behind its prefix. Did you mean {first[0]}.{first[1]}.{first[2]}.{first[3] - (first[3] % count)}/{prefix}?"), text);
        return new PtrBlock(first[..3], first[3], (byte)(first[3] + count - 1), wasRange: false);
    }

    private static PtrBlock OfRange(string text, byte[] first, string to)
    {
        if (IsIPv4(to, out var last) ? !last.AsSpan(0, 3).SequenceEqual(first.AsSpan(0, 3)) : !byte.TryParse(to, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            throw Bad(text, "does not end within the same 256 addresses");
        var end = last.Length > 0 ? last[3] : byte.Parse(to, CultureInfo.InvariantCulture);
        if (end < first[3]) throw Bad(text, "ends before it begins");
        return first[3] == 0 && end == byte.MaxValue
            ? throw new PtrException(PtrFault.BadBlock, $"'{PlainText.Excerpt(text)}' is a whole /{OctetPrefix}, which has a zone in in-addr.arpa: RFC 2317 is not needed. Leave -Block out.", text)
            : new PtrBlock(first[..3], first[3], end, wasRange: true);
    }

    private static bool IsIPv4(string text, out byte[] octets)
    {
        var isOne = IPAddress.TryParse(text, out var address) && address.AddressFamily == AddressFamily.InterNetwork && address.ToString() == text;
        octets = isOne ? address!.GetAddressBytes() : [];
        return isOne;
    }

    private static PtrException Bad(string text, string problem) =>
        new(PtrFault.BadBlock, $"'{PlainText.Excerpt(text)}' {problem}. Give a block smaller than a /{OctetPrefix}, as 192.0.2.128/26 or 192.0.2.128-191.", text);
}
