using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace SmtpAdmin.Dns;

/// <summary>
/// A domain name, held in its uncompressed wire form (RFC 1035 section 3.1): length-prefixed labels, the root last.
/// Compared without regard to ASCII case (RFC 4343).
/// </summary>
public sealed class DnsName : IEquatable<DnsName>
{
    /// <summary>The longest name in octets, length octets and root included (RFC 1035 section 2.3.4).</summary>
    public const int MaxLength = 255;

    /// <summary>The longest label in octets (RFC 1035 section 2.3.4).</summary>
    public const int MaxLabelLength = 63;

    private readonly byte[] _wire;
    private int _hash; // 0 until it is asked for

    private DnsName(byte[] wire) => _wire = wire;

    /// <summary>The root of the tree.</summary>
    public static DnsName Root { get; } = new([0]);

    /// <summary>The label <c>*</c>, to be put before a name (RFC 4592 section 2.1.1).</summary>
    private static DnsName WildcardLabel { get; } = new([1, (byte)'*', 0]);

    /// <summary>The uncompressed wire form.</summary>
    public ReadOnlySpan<byte> Wire => _wire;

    /// <summary>The name is the root.</summary>
    public bool IsRoot => _wire.Length == 1;

    /// <summary>How many labels stand before the root.</summary>
    public int LabelCount
    {
        get
        {
            var count = 0;
            for (var at = 0; _wire[at] != 0; at += _wire[at] + 1) count++;
            return count;
        }
    }

    /// <summary>Reads a name as people write it: dots between labels, an optional one at the end, <c>\.</c> and <c>\DDD</c> escapes, Unicode labels (IDNA).</summary>
    /// <exception cref="FormatException">The text is no domain name; the message says why.</exception>
    public static DnsName Parse(string text) =>
        TryParse(text, out var name, out var problem) ? name : throw new FormatException(problem);

    /// <summary>Reads a name as <see cref="Parse"/> does.</summary>
    /// <param name="text">The name.</param>
    /// <param name="name">The name read.</param>
    /// <param name="problem">Why it is no name, as a sentence.</param>
    public static bool TryParse(
        [NotNullWhen(true)] string? text, [NotNullWhen(true)] out DnsName? name, [NotNullWhen(false)] out string? problem) =>
        DnsNameParser.TryParse(text, out name, out problem);

    /// <summary>Takes an uncompressed wire form.</summary>
    /// <exception cref="FormatException">The octets are no name.</exception>
    public static DnsName FromWire(ReadOnlySpan<byte> wire)
    {
        var at = 0;
        while (at < wire.Length && at < MaxLength && wire[at] is > 0 and <= MaxLabelLength) at += wire[at] + 1;
        return at == wire.Length - 1 && wire[at] == 0 && wire.Length <= MaxLength
            ? new DnsName(wire.ToArray())
            : throw new FormatException("The octets are no domain name in wire form.");
    }

    /// <summary>The name that holds an address's PTR records: in-addr.arpa (RFC 1035 section 3.5) or ip6.arpa (RFC 3596 section 2.5).</summary>
    public static DnsName ForReverse(IPAddress address) =>
        ForAddress(address, Parse(address.Unmapped().AddressFamily == AddressFamily.InterNetwork ? "in-addr.arpa" : "ip6.arpa"));

    /// <summary>An address's octets or nibbles, backwards, under a zone: what PTR records and DNS blacklists (RFC 5782 section 2.1 and 2.4) are asked by.</summary>
    public static DnsName ForAddress(IPAddress address, DnsName zone) => ForAddressLabels(address.Unmapped()).Append(zone);

    /// <summary>An address's octets or nibbles, backwards, under the root; of an IPv4-mapped address its nibbles.</summary>
    internal static DnsName ForAddressLabels(IPAddress address)
    {
        Span<byte> octets = stackalloc byte[16];
        Span<byte> wire = stackalloc byte[(4 * 16) + 1];
        if (!address.TryWriteBytes(octets, out var count)) throw new ArgumentException("The address cannot be read.", nameof(address));
        var length = 0;
        for (var at = count - 1; at >= 0; at--)
        {
            if (count == 16)
            {
                foreach (var nibble in (ReadOnlySpan<int>)[octets[at] & 0xf, octets[at] >> 4])
                {
                    wire[length++] = 1;
                    wire[length++] = (byte)(nibble < 10 ? '0' + nibble : 'a' + nibble - 10);
                }
                continue;
            }
            octets[at].TryFormat(wire[(length + 1)..], out var digits, default, CultureInfo.InvariantCulture);
            wire[length] = (byte)digits;
            length += digits + 1;
        }
        wire[length++] = 0;
        return new DnsName(wire[..length].ToArray());
    }

    /// <summary>This name with <paramref name="suffix"/> behind it.</summary>
    /// <exception cref="FormatException">The whole would be over 255 octets.</exception>
    public DnsName Append(DnsName suffix) =>
        TryAppend(suffix, out var whole) ? whole : throw new FormatException($"'{this}.{suffix}' is longer than {MaxLength} octets.");

    /// <summary>This name with <paramref name="suffix"/> behind it, unless the whole would be over 255 octets.</summary>
    internal bool TryAppend(DnsName suffix, [NotNullWhen(true)] out DnsName? whole)
    {
        var length = _wire.Length - 1 + suffix._wire.Length;
        whole = null;
        if (length > MaxLength) return false;
        var wire = new byte[length];
        _wire.AsSpan(0, _wire.Length - 1).CopyTo(wire);
        suffix._wire.CopyTo(wire, _wire.Length - 1);
        whole = new DnsName(wire);
        return true;
    }

    /// <summary>The name without its first label; the root's parent is the root.</summary>
    public DnsName Parent => IsRoot ? this : new DnsName(_wire[(_wire[0] + 1)..]);

    /// <summary>
    /// The name with <c>*</c> for its first label. What answers for a name that is not there (RFC 4592 section 3.3.1) answers for this one too: it
    /// is that wildcard, or as little there as the name. A wildcard that is not there has no parent either, so it is that one's.
    /// </summary>
    internal DnsName Wildcard => _wire is [1, (byte)'*', _, ..] && !Parent.IsRoot ? Parent.Wildcard : WildcardLabel.Append(Parent);

    /// <summary>The name is <paramref name="zone"/> or lies below it.</summary>
    public bool IsWithin(DnsName zone)
    {
        var cut = _wire.Length - zone._wire.Length;
        if (cut < 0) return false;
        var at = 0;
        while (at < cut) at += _wire[at] + 1;
        return at == cut && EqualOctets(_wire.AsSpan(at), zone._wire);
    }

    /// <summary>The name in ASCII without the last dot; the root is <c>.</c>. Odd octets are escaped.</summary>
    public override string ToString() => DnsNameParser.Format(_wire, absolute: false);

    /// <summary>The name in ASCII with the last dot, as in a zone file.</summary>
    public string ToAbsoluteString() => DnsNameParser.Format(_wire, absolute: true);

    /// <summary>The name with its international labels decoded, for people to read; a label that does not decode stays as it is.</summary>
    public string ToUnicodeString() => DnsNameParser.ToUnicode(ToString());

    /// <inheritdoc/>
    public bool Equals(DnsName? other) =>
        other is not null && (ReferenceEquals(this, other) || EqualOctets(_wire, other._wire));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as DnsName);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        if (_hash != 0) return _hash;
        var hash = 2166136261u; // FNV-1a over the octets in lower case
        foreach (var octet in _wire) hash = (hash ^ Lower(octet)) * 16777619u;
        return _hash = (int)hash;
    }

    /// <summary>Two wire forms name the same thing. Length octets are below 64, so folding case does not touch them.</summary>
    internal static bool EqualOctets(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        if (left.Length != right.Length) return false;
        for (var at = 0; at < left.Length; at++)
        {
            if (left[at] != right[at] && Lower(left[at]) != Lower(right[at])) return false;
        }
        return true;
    }

    /// <summary>Takes over a wire form that the caller has already checked.</summary>
    internal static DnsName FromCheckedWire(byte[] wire) => new(wire);

    private static byte Lower(byte octet) => octet is >= (byte)'A' and <= (byte)'Z' ? (byte)(octet | 0x20) : octet;
}
