using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace SmtpAdmin.Reputation;

/// <summary>Finds an address written into a name, in the ways that providers' scripts write it.</summary>
internal static class AddressSpelling
{
    private static readonly char[] Separators = ['-', '.', '_'];

    /// <summary>The name holds the address: all of it, or three of its octets in a row, forwards or backwards.</summary>
    public static bool IsIn(string name, IPAddress address)
    {
        var text = name.ToLowerInvariant();
        var octets = address.GetAddressBytes();
        return address.AddressFamily == AddressFamily.InterNetwork
            ? HasIPv4(text, octets) || HasIPv4(text, [.. Enumerable.Reverse(octets)])
            : HasIPv6(text, octets);
    }

    private static bool HasIPv4(string text, byte[] octets)
    {
        string[] plain = [.. octets.Select(octet => octet.ToString(CultureInfo.InvariantCulture))];
        string[] padded = [.. octets.Select(octet => octet.ToString("D3", CultureInfo.InvariantCulture))];
        if (text.Contains(string.Concat(padded), StringComparison.Ordinal)) return true; // 192000002010
        if (HasToken(text, Convert.ToHexString(octets).ToLowerInvariant())) return true; // c000020a
        return HasRun(text, plain) || HasRun(text, padded);
    }

    /// <summary>Three of the four numbers in a row, each a token of its own; two in a row happen by chance.</summary>
    private static bool HasRun(string text, string[] numbers) =>
        Separators.Any(separator =>
            HasToken(text, string.Join(separator, numbers[..3])) || HasToken(text, string.Join(separator, numbers[1..])));

    private static bool HasIPv6(string text, byte[] octets)
    {
        var hex = Convert.ToHexString(octets).ToLowerInvariant();
        if (text.Contains(hex, StringComparison.Ordinal)) return true;
        if (text.Contains(string.Join('.', Enumerable.Reverse(hex)), StringComparison.Ordinal)) return true;
        string[] groups = [.. hex.Chunk(4).Select(group => new string(group))];
        string[] bare = [.. groups.Select(group => group.TrimStart('0') is { Length: > 0 } digits ? digits : "0")];
        return Separators.Any(separator => HasToken(text, string.Join(separator, groups)) || HasToken(text, string.Join(separator, bare)))
            || HasCompressed(text, new IPAddress(octets).ToString());
    }

    /// <summary>The short form with its colons replaced, as in <c>2001-db8--25.example</c>; only where enough of it is written to be no accident.</summary>
    private static bool HasCompressed(string text, string shortForm) =>
        shortForm.Count(character => character == ':') >= 3
        && Separators.Any(separator => HasToken(text, shortForm.Replace(':', separator)));

    /// <summary>The part stands in the text without a letter or digit of hexadecimal touching it on the side where it would be part of a longer number.</summary>
    private static bool HasToken(string text, string part)
    {
        for (var at = text.IndexOf(part, StringComparison.Ordinal); at >= 0; at = text.IndexOf(part, at + 1, StringComparison.Ordinal))
        {
            var end = at + part.Length;
            if ((at == 0 || !char.IsAsciiDigit(text[at - 1])) && (end == text.Length || !char.IsAsciiDigit(text[end]))) return true;
        }
        return false;
    }
}
