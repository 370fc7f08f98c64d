using System.Globalization;
using System.Net.Sockets;
using SmtpAdmin.Dns;

namespace SmtpAdmin.Lab;

/// <summary>Reads the type and data of a record.</summary>
internal static class ZoneRecordReader
{
    /// <exception cref="FormatException">The type is not known or the data does not fit it.</exception>
    public static DnsRecord Read(DnsName owner, TimeSpan timeToLive, ZoneWords words)
    {
        var type = TypeOf(words.Next());
        if (words.Peek() == "\\#") return Unknown(owner, type, timeToLive, words);
        return type switch
        {
            DnsType.A => new ARecord(owner, timeToLive, words.Address(AddressFamily.InterNetwork)),
            DnsType.AAAA => new AaaaRecord(owner, timeToLive, words.Address(AddressFamily.InterNetworkV6)),
            DnsType.NS => new NsRecord(owner, timeToLive, words.Name()),
            DnsType.CNAME => new CnameRecord(owner, timeToLive, words.Name()),
            DnsType.PTR => new PtrRecord(owner, timeToLive, words.Name()),
            DnsType.MX => new MxRecord(owner, timeToLive, words.UInt16(), words.Name()),
            DnsType.TXT => Text(owner, timeToLive, words),
            DnsType.SRV => new SrvRecord(owner, timeToLive, words.UInt16(), words.UInt16(), words.UInt16(), words.Name()),
            DnsType.CAA => new CaaRecord(owner, timeToLive, words.Byte(), words.Next(), words.String()),
            DnsType.TLSA => new TlsaRecord(owner, timeToLive, words.Byte(), words.Byte(), words.Byte(), words.Hex()),
            DnsType.SOA => new SoaRecord(
                owner, timeToLive, words.Name(), words.Name(), words.UInt32(), words.Duration(), words.Duration(), words.Duration(), words.Duration()),
            _ => throw new FormatException($"The data of {type} is written as \\# here (RFC 3597)."),
        };
    }

    private static DnsType TypeOf(string text)
    {
        if (text.StartsWith("TYPE", StringComparison.OrdinalIgnoreCase)
            && ushort.TryParse(text.AsSpan(4), NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return (DnsType)number;
        return char.IsAsciiLetter(text[0]) && Enum.TryParse<DnsType>(text, ignoreCase: true, out var type)
            && type is not (DnsType.None or DnsType.ANY or DnsType.OPT)
            ? type
            : throw new FormatException($"'{text}' is no record type.");
    }

    private static TxtRecord Text(DnsName owner, TimeSpan timeToLive, ZoneWords words)
    {
        var strings = new List<ReadOnlyMemory<byte>>();
        do strings.Add(words.String());
        while (words.HasMore);
        return new TxtRecord(owner, timeToLive, strings);
    }

    // \# length hex (RFC 3597 section 5)
    private static UnknownRecord Unknown(DnsName owner, DnsType type, TimeSpan timeToLive, ZoneWords words)
    {
        words.Next();
        var length = words.UInt16();
        var data = words.Hex();
        return data.Length == length
            ? new UnknownRecord(owner, type, timeToLive, data)
            : throw new FormatException("The length does not fit the data.");
    }
}
