using System.Globalization;
using System.Net;

namespace SmtpAdmin.Reputation;

/// <summary>
/// Which answers a code stands for: four octets, each a number, a range (<c>4-7</c>), anything (<c>*</c>), or a bit that is set
/// (<c>&amp;8</c>), as in lists that add their verdicts up.
/// </summary>
public sealed class DnsblCodePattern
{
    private readonly Octet[] _octets;
    private readonly string _text;

    private DnsblCodePattern(Octet[] octets, string text) => (_octets, _text) = (octets, text);

    /// <summary>Reads a pattern.</summary>
    /// <exception cref="FormatException">The text is no pattern; the message says why.</exception>
    public static DnsblCodePattern Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var parts = text.Split('.');
        if (parts.Length != 4) throw new FormatException($"'{PlainText.Excerpt(text)}' is no code: it needs four octets, as in 127.0.0.2, 127.0.0.4-7, 127.0.*.3 or 127.0.0.&8.");
        return new DnsblCodePattern([.. parts.Select(part => Octet.Parse(part, text))], text);
    }

    /// <summary>The answer is one of those.</summary>
    /// <param name="code">The address that the list answered with, in network order.</param>
    public bool Matches(ReadOnlySpan<byte> code) =>
        code.Length == 4 && _octets[0].Matches(code[0]) && _octets[1].Matches(code[1]) && _octets[2].Matches(code[2]) && _octets[3].Matches(code[3]);

    /// <summary>The answer is one of those.</summary>
    /// <param name="code">The address that the list answered with.</param>
    public bool Matches(IPAddress code)
    {
        ArgumentNullException.ThrowIfNull(code);
        Span<byte> octets = stackalloc byte[16];
        return code.TryWriteBytes(octets, out var length) && Matches(octets[..length]);
    }

    /// <summary>It stands for some answer in 127.0.0.0/8; no other is a list's (RFC 5782 section 2.1).</summary>
    internal bool IsPossible => _octets[0].Matches(127);

    /// <summary>It stands for the same answers, however either is written.</summary>
    internal bool IsSameAs(DnsblCodePattern other) => _octets.AsSpan().SequenceEqual(other._octets);

    /// <summary>The pattern as written.</summary>
    public override string ToString() => _text;

    private readonly record struct Octet(byte Low, byte High, byte Bits)
    {
        public static Octet Parse(string part, string text) => part switch
        {
            "*" => new Octet(0, 255, 0),
            ['&', .. var bits] when Number(bits) is > 0 and var mask => new Octet(0, 255, (byte)mask),
            _ when Number(part) is { } number => new Octet(number, number, 0),
            _ when part.Split('-') is [var low, var high] && Number(low) is { } from && Number(high) is { } to && from < to => new Octet(from, to, 0),
            _ => throw new FormatException($"'{PlainText.Excerpt(text)}' is no code: '{PlainText.Excerpt(part)}' is no octet, range, * or &bit."),
        };

        public bool Matches(byte value) => value >= Low && value <= High && (Bits == 0 || (value & Bits) != 0);

        private static byte? Number(string text) => byte.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
    }
}
