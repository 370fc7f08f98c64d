using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace SmtpAdmin.Dns;

/// <summary>
/// Reads record data as it stands in a zone file (RFC 1035 section 5.1 and the RFC of each type): what <see cref="DnsRecord.DataText"/> writes.
/// Names in it are absolute, with a dot at the end or without: there is no origin that they could be relative to.
/// </summary>
public static class DnsDataParser
{
    /// <summary>Reads one record. A name in its data is absolute, with a dot at the end or without.</summary>
    /// <param name="name">The owner.</param>
    /// <param name="type">The type.</param>
    /// <param name="timeToLive">How long it may be cached.</param>
    /// <param name="data">The data.</param>
    /// <param name="record">The record read.</param>
    /// <param name="problem">What is wrong, as a sentence.</param>
    public static bool TryParse(
        DnsName name, DnsType type, TimeSpan timeToLive, string data, [NotNullWhen(true)] out DnsRecord? record, [NotNullWhen(false)] out string? problem) =>
        TryParse(name, type, timeToLive, data, needsDots: false, out record, out problem);

    /// <summary>Reads one record.</summary>
    /// <param name="name">The owner.</param>
    /// <param name="type">The type.</param>
    /// <param name="timeToLive">How long it may be cached.</param>
    /// <param name="data">The data.</param>
    /// <param name="needsDots">A name in the data must end with a dot: it stands where one without would be relative.</param>
    /// <param name="record">The record read.</param>
    /// <param name="problem">What is wrong, as a sentence.</param>
    internal static bool TryParse(
        DnsName name, DnsType type, TimeSpan timeToLive, string data, bool needsDots, [NotNullWhen(true)] out DnsRecord? record, [NotNullWhen(false)] out string? problem)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(data);
        record = null;
        if (!ZoneWords.TrySplit(data, out var words, out problem))
        {
            problem = $"'{PlainText.Excerpt(data.Trim())}' is no {DnsTypeText.Of(type)} data: {problem}.";
            return false;
        }
        var reader = new Reader(words, needsDots);
        record = reader.Read(name, type, timeToLive);
        reader.End();
        problem = reader.Problem is { } fault ? $"'{PlainText.Excerpt(data.Trim())}' is no {DnsTypeText.Of(type)} data: {fault}." : null;
        if (problem is not null) record = null;
        return record is not null;
    }

    /// <summary>Takes word after word. The first fault sticks; what is read behind it means nothing.</summary>
    private sealed class Reader(IReadOnlyList<string> words, bool needsDots)
    {
        private int _at;

        public string? Problem { get; private set; }

        public DnsRecord Read(DnsName name, DnsType type, TimeSpan ttl)
        {
            if (words is ["\\#", ..]) return ReadUnknown(name, type, ttl);
            return type switch
            {
                DnsType.A => new ARecord(name, ttl, Address(AddressFamily.InterNetwork)),
                DnsType.AAAA => new AaaaRecord(name, ttl, Address(AddressFamily.InterNetworkV6)),
                DnsType.NS => new NsRecord(name, ttl, Name()),
                DnsType.CNAME => new CnameRecord(name, ttl, Name()),
                DnsType.PTR => new PtrRecord(name, ttl, Name()),
                DnsType.MX => new MxRecord(name, ttl, Number("the preference"), Name()),
                DnsType.TXT => new TxtRecord(name, ttl, Strings()),
                DnsType.SRV => new SrvRecord(name, ttl, Number("the priority"), Number("the weight"), Number("the port"), Name()),
                DnsType.CAA => new CaaRecord(name, ttl, Small("the flags"), Tag(), Octets(Next("the value"))),
                DnsType.TLSA => new TlsaRecord(name, ttl, Small("the usage"), Small("the selector"), Small("the matching type"), Hexadecimal()),
                DnsType.SOA => new SoaRecord(name, ttl, Name(), Name(), Number("the serial", uint.MaxValue), Seconds(), Seconds(), Seconds(), Seconds()),
                _ => Unwritable(name, type, ttl),
            };
        }

        public void End()
        {
            if (_at < words.Count) Fail($"there is something behind its end, '{PlainText.Excerpt(words[_at], 30)}'");
        }

        private UnknownRecord Unwritable(DnsName name, DnsType type, TimeSpan ttl)
        {
            Fail("data of this type is written as \\#, its length and its octets (RFC 3597 section 5)");
            return new UnknownRecord(name, type, ttl, default);
        }

        /// <summary>RFC 3597 section 5: <c>\#</c>, the length, the octets in hexadecimal. What has a class here is read into it.</summary>
        private DnsRecord ReadUnknown(DnsName name, DnsType type, TimeSpan ttl)
        {
            _at = 1;
            var length = Number("the length");
            var octets = length == 0 && _at == words.Count ? [] : Hexadecimal();
            if (octets.Length != length) Fail("the length is not that of the octets");
            if (DnsRecordOctets.TryRead(name, type, ttl, octets, out var record, out var fault)) return record;
            Fail(fault);
            return new UnknownRecord(name, type, ttl, octets);
        }

        private string Next(string what)
        {
            if (_at < words.Count) return words[_at++];
            Fail($"{what} is missing");
            return "";
        }

        private IPAddress Address(AddressFamily family)
        {
            var word = Next("the address");
            // The base class library alone would read '1', '010.0.0.1', brackets and scopes too.
            if (IPAddress.TryParse(word, out var address) && address.AddressFamily == family
                && (family == AddressFamily.InterNetwork ? address.ToString() == word : word.All(character => char.IsAsciiHexDigit(character) || character is ':' or '.'))) return address;
            Fail($"'{PlainText.Excerpt(word, 60)}' is no {(family == AddressFamily.InterNetwork ? "IPv4" : "IPv6")} address");
            return IPAddress.None;
        }

        private DnsName Name()
        {
            var word = Next("the name");
            if (!DnsName.TryParse(word, out var name, out var fault)) Fail(fault.TrimEnd('.'));
            else if (needsDots && !DnsNameParser.IsAbsolute(word)) Fail($"the name '{PlainText.Excerpt(word)}' has no dot at its end, and here is no origin that it could be relative to");
            else if (name is { LabelCount: 1 } && !DnsNameParser.IsAbsolute(word)) Fail($"'{PlainText.Excerpt(word)}' is no whole name; write '{name}.' if a top-level name is meant");
            return name ?? DnsName.Root;
        }

        private uint Number(string what, uint most)
        {
            var word = Next(what);
            if (!uint.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number > most)
                Fail(FormattableString.Invariant($"{what}, '{PlainText.Excerpt(word, 30)}', is no number from 0 to {most}"));
            return number;
        }

        private ushort Number(string what) => (ushort)Number(what, ushort.MaxValue);

        private byte Small(string what) => (byte)Number(what, byte.MaxValue);

        private TimeSpan Seconds() => TimeSpan.FromSeconds(Number("a time in seconds", int.MaxValue)); // RFC 2181 section 8

        private string Tag()
        {
            var tag = Next("the tag");
            if (tag.Length is 0 or > byte.MaxValue || !tag.All(char.IsAsciiLetterOrDigit)) Fail("the tag has other characters than letters and digits"); // RFC 8659 section 4.1
            return tag;
        }

        private List<ReadOnlyMemory<byte>> Strings()
        {
            var strings = new List<ReadOnlyMemory<byte>>();
            do
            {
                var octets = Octets(Next("the text"));
                if (octets.Length > byte.MaxValue) Fail($"a string is longer than {byte.MaxValue} octets");
                strings.Add(octets);
            }
            while (_at < words.Count && Problem is null);
            return strings;
        }

        private byte[] Octets(string word)
        {
            if (!ZoneWords.TryReadOctets(word, out var octets, out var fault)) Fail(fault);
            return octets ?? [];
        }

        /// <summary>The rest, which blanks may divide (RFC 6698 section 2.2, RFC 3597 section 5).</summary>
        private byte[] Hexadecimal()
        {
            var digits = new StringBuilder(Next("the octets"));
            while (_at < words.Count) digits.Append(words[_at++]);
            try
            {
                return Convert.FromHexString(digits.ToString());
            }
            catch (FormatException)
            {
                Fail("what should be octets in hexadecimal is not");
                return [];
            }
        }

        private void Fail(string problem) => Problem ??= problem;
    }
}
