using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Numerics;

namespace SmtpAdmin.Reputation;

/// <summary>What somebody may have meant by a target that is none: a URL, a host with its port, a range, and their like.</summary>
internal static class TargetHints
{
    private const int MostBlocks = 4;

    private static readonly char[] Separators = [',', ';', ' ', '\t'];

    /// <summary>The text is a range of addresses, <c>192.0.2.1-192.0.2.9</c> or <c>192.0.2.1-9</c>: the second form could be taken for a name.</summary>
    public static bool IsRange(string text) => TryParseRange(text, out _, out _);

    /// <summary>A sentence; empty where nothing comes to mind.</summary>
    /// <param name="text">What was given.</param>
    public static string For(string text)
    {
        if (TryParseRange(text, out var first, out var last))
        {
            var blocks = Blocks(first, last);
            var sample = first.AddressFamily == AddressFamily.InterNetwork ? "192.0.2.0/28" : "2001:db8::/124";
            return blocks.Count == 0 ? $"Give a range as CIDR blocks, as in {sample}." : $"Give a range as CIDR blocks: {string.Join(", ", blocks)}.";
        }
        var parts = text.Split(Separators, StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length > 1 && parts.All(part => part.AsSpan().ContainsAny('.', ':') && ReputationTarget.TryRead(part, out _))) return "Give each by itself.";
        if (text.LastIndexOf('@') is >= 0 and var at && !text.Contains("//", StringComparison.Ordinal))
        {
            var domain = WithoutPort(text[(at + 1)..].TrimEnd('>', ' '));
            return $"Of a mail address give the part behind the @{(ReputationTarget.TryRead(domain, out _) ? $": {domain}" : "")}.";
        }
        var meant = Netmask(text) ?? HostIn(text);
        return meant is not (null or "http" or "https") && meant != text && ReputationTarget.TryRead(meant, out _) ? $"Did you mean {meant}?" : "";
    }

    /// <summary>The host of a URL, or of what begins like one; null of a block.</summary>
    private static string? HostIn(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (slash > 0 && IPAddress.TryParse(text.AsSpan(0, slash), out _)) return null;
        var host = WithoutPort(Authority(text));
        return host.StartsWith("*.", StringComparison.Ordinal) ? host[2..] : host;
    }

    /// <summary>What stands between the scheme and the path of a URL (RFC 3986 section 3.2), without the user.</summary>
    private static string Authority(string text)
    {
        // Once more where one was pasted behind another.
        while (text.IndexOf("://", StringComparison.Ordinal) is >= 0 and var start && text.IndexOfAny(['/', '?', '#']) == start + 1) text = text[(start + 3)..];
        var end = text.IndexOfAny(['/', '?', '#']);
        if (end >= 0) text = text[..end];
        return text[(text.LastIndexOf('@') + 1)..];
    }

    /// <summary>The host of <c>host:port</c>, <c>[address]:port</c>, and of an address literal (RFC 5321 section 4.1.3).</summary>
    private static string WithoutPort(string text)
    {
        if (text.StartsWith('[') && text.IndexOf(']', StringComparison.Ordinal) is > 0 and var close)
        {
            var inside = text[1..close];
            return inside.StartsWith("IPv6:", StringComparison.OrdinalIgnoreCase) ? inside[5..] : inside;
        }
        return text.Count(character => character == ':') == 1 ? text[..text.IndexOf(':', StringComparison.Ordinal)] : text;
    }

    /// <summary>A block with its mask written out, <c>192.0.2.0/255.255.255.0</c>, in CIDR notation.</summary>
    private static string? Netmask(string text)
    {
        if (text.Split('/') is not [var network, var maskText] || !TryParseIPv4(network, out _) || !TryParseIPv4(maskText, out var mask)) return null;
        var length = BitOperations.LeadingZeroCount(~mask);
        return length == BitOperations.PopCount(mask) ? string.Create(CultureInfo.InvariantCulture, $"{network}/{length}") : null;
    }

    private static bool TryParseRange(string text, out IPAddress first, out IPAddress last)
    {
        first = last = IPAddress.None;
        if (text.Split('-', StringSplitOptions.TrimEntries) is not [var from, var to]) return false;
        if (!ReputationTarget.TryRead(from, out var start) || start.Block is not { Count: 1 } one) return false;
        if (one.First.AddressFamily == AddressFamily.InterNetwork && to.Length > 0 && !to.AsSpan().ContainsAnyExceptInRange('0', '9')) to = $"{from[..(from.LastIndexOf('.') + 1)]}{to}";
        first = last = one.First;
        // What ends in no address is a range all the same, misspelt, unless it could be a name.
        if (!ReputationTarget.TryRead(to, out var end) || end.Block is not { Count: 1 } other) return HostNames.EndsInNumber(to);
        last = other.First;
        return true;
    }

    /// <summary>The fewest blocks that make up a range of IPv4; none where there would be many.</summary>
    private static List<string> Blocks(IPAddress first, IPAddress last)
    {
        var blocks = new List<string>();
        Span<byte> octets = stackalloc byte[4];
        if (!TryParseIPv4(first.ToString(), out var low) || !TryParseIPv4(last.ToString(), out var high) || low >= high) return blocks;
        for (var at = (ulong)low; at <= high;)
        {
            var bits = Math.Min(Math.Min(BitOperations.TrailingZeroCount(at), BitOperations.Log2(high - at + 1)), 16);
            if (blocks.Count == MostBlocks) return [];
            BinaryPrimitives.WriteUInt32BigEndian(octets, (uint)at);
            blocks.Add(string.Create(CultureInfo.InvariantCulture, $"{new IPAddress(octets)}{(bits == 0 ? "" : $"/{32 - bits}")}"));
            at += 1UL << bits;
        }
        return blocks;
    }

    private static bool TryParseIPv4(string text, out uint address)
    {
        address = 0;
        if (!IPAddress.TryParse(text, out var parsed) || parsed.AddressFamily != AddressFamily.InterNetwork || parsed.ToString() != text) return false;
        address = BinaryPrimitives.ReadUInt32BigEndian(parsed.GetAddressBytes());
        return true;
    }
}
