using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using SmtpAdmin.Dns;

namespace SmtpAdmin.Lab;

/// <summary>The words of one entry, taken one after another as what they must be. All throw <see cref="FormatException"/>.</summary>
internal sealed class ZoneWords(IReadOnlyList<ZoneToken> tokens, DnsName origin)
{
    private int _at;

    public bool HasMore => _at < tokens.Count;

    public string? Peek() => HasMore ? tokens[_at].Text : null;

    public string Next() => HasMore ? tokens[_at++].Text : throw new FormatException("Something is missing at the end.");

    public void End()
    {
        if (HasMore) throw new FormatException($"'{Peek()}' is too much.");
    }

    /// <summary>A name: <c>@</c>, absolute with a dot at its end, or relative to the origin.</summary>
    public DnsName Name()
    {
        var text = Next();
        if (text == "@") return origin;
        var absolute = text.EndsWith('.') && !text.EndsWith("\\.", StringComparison.Ordinal);
        var name = DnsName.Parse(text);
        return absolute ? name : name.Append(origin);
    }

    public byte Byte() => (byte)Number(byte.MaxValue);

    public ushort UInt16() => (ushort)Number(ushort.MaxValue);

    public uint UInt32() => (uint)Number(uint.MaxValue);

    public IPAddress Address(AddressFamily family)
    {
        var text = Next();
        return IPAddress.TryParse(text, out var address) && address.AddressFamily == family
            ? address
            : throw new FormatException($"'{text}' is no {(family == AddressFamily.InterNetwork ? "IPv4" : "IPv6")} address.");
    }

    /// <summary>A character-string of up to 255 octets; <c>\DDD</c> is an octet, other text is UTF-8.</summary>
    public byte[] String()
    {
        var text = Next();
        var octets = new List<byte>(text.Length);
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] != '\\' || at + 1 == text.Length)
            {
                var length = char.IsHighSurrogate(text[at]) && at + 1 < text.Length ? 2 : 1;
                octets.AddRange(Encoding.UTF8.GetBytes(text.Substring(at, length)));
                at += length - 1;
            }
            else if (at + 3 < text.Length && byte.TryParse(text.AsSpan(at + 1, 3), NumberStyles.None, CultureInfo.InvariantCulture, out var octet))
            {
                octets.Add(octet);
                at += 3;
            }
            else octets.Add((byte)text[++at]);
        }
        return octets.Count <= 255 ? [.. octets] : throw new FormatException("A string is longer than 255 octets.");
    }

    /// <summary>Hexadecimal digits, in as many words as are left.</summary>
    public byte[] Hex()
    {
        var text = new StringBuilder();
        while (HasMore) text.Append(Next());
        return Convert.FromHexString(text.ToString());
    }

    /// <summary>Seconds, or numbers with units as BIND has them: <c>1h30m</c>.</summary>
    public TimeSpan Duration()
    {
        var text = Next();
        var total = 0L;
        var number = 0L;
        var digits = 0;
        foreach (var character in text)
        {
            if (char.IsAsciiDigit(character) && ++digits < 11) number = number * 10 + (character - '0');
            else
            {
                var unit = char.ToLowerInvariant(character) switch { 's' => 1, 'm' => 60, 'h' => 3600, 'd' => 86400, 'w' => 604800, _ => 0 };
                if (unit == 0 || digits == 0) throw new FormatException($"'{text}' is no length of time.");
                total += number * unit;
                number = digits = 0;
            }
        }
        total += number;
        return total <= int.MaxValue ? TimeSpan.FromSeconds(total) : throw new FormatException($"'{text}' is no time to live (RFC 2181 section 8).");
    }

    private long Number(long max)
    {
        var text = Next();
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= max
            ? number
            : throw new FormatException($"'{text}' is no number from 0 to {max.ToString(CultureInfo.InvariantCulture)}.");
    }
}
