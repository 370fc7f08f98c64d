using System.Net;
using System.Text;

namespace SmtpAdmin.Dns;

/// <summary>Reads record data (RFC 1035 section 3.3 and the RFCs named at each record). Compressed names are taken in every type that we know.</summary>
internal static class DnsRecordReader
{
    /// <summary>Reads all that is left as the data of one record; the reader's problem says whether it was well formed.</summary>
    public static DnsRecord Read(ref DnsWireReader reader, DnsName name, DnsType type, TimeSpan ttl) => type switch
    {
        DnsType.A => new ARecord(name, ttl, ReadAddress(ref reader, 4)),
        DnsType.AAAA => new AaaaRecord(name, ttl, ReadAddress(ref reader, 16)),
        DnsType.NS => new NsRecord(name, ttl, reader.ReadName()),
        DnsType.CNAME => new CnameRecord(name, ttl, reader.ReadName()),
        DnsType.PTR => new PtrRecord(name, ttl, reader.ReadName()),
        DnsType.MX => new MxRecord(name, ttl, reader.ReadUInt16(), reader.ReadName()),
        DnsType.TXT => ReadText(ref reader, name, ttl),
        DnsType.SOA => new SoaRecord(
            name, ttl, reader.ReadName(), reader.ReadName(), reader.ReadUInt32(),
            reader.ReadSeconds(), reader.ReadSeconds(), reader.ReadSeconds(), reader.ReadSeconds()),
        DnsType.SRV => new SrvRecord(name, ttl, reader.ReadUInt16(), reader.ReadUInt16(), reader.ReadUInt16(), reader.ReadName()),
        DnsType.CAA => ReadCaa(ref reader, name, ttl),
        DnsType.TLSA => new TlsaRecord(name, ttl, reader.ReadByte(), reader.ReadByte(), reader.ReadByte(), ReadRest(ref reader)),
        _ => new UnknownRecord(name, type, ttl, ReadRest(ref reader)),
    };

    private static IPAddress ReadAddress(ref DnsWireReader reader, int length) =>
        reader.ReadOctets(length) is { IsEmpty: false } octets ? new IPAddress(octets) : IPAddress.None;

    /// <summary>A record without any string is not well formed, but some servers send one; it says nothing, and must not cost the others of its name.</summary>
    private static TxtRecord ReadText(ref DnsWireReader reader, DnsName name, TimeSpan ttl)
    {
        var strings = new List<ReadOnlyMemory<byte>>(1);
        while (reader.Remaining > 0) strings.Add(reader.ReadCharacterString().ToArray());
        return new TxtRecord(name, ttl, strings);
    }

    private static CaaRecord ReadCaa(ref DnsWireReader reader, DnsName name, TimeSpan ttl)
    {
        var flags = reader.ReadByte();
        var tag = reader.ReadCharacterString();
        foreach (var octet in tag)
        {
            if (!char.IsAsciiLetterOrDigit((char)octet)) reader.Fail("a CAA tag has other characters than letters and digits");
        }
        if (tag.IsEmpty) reader.Fail("a CAA tag is empty");
        return new CaaRecord(name, ttl, flags, Encoding.ASCII.GetString(tag), ReadRest(ref reader));
    }

    private static byte[] ReadRest(ref DnsWireReader reader) => reader.ReadOctets(reader.Remaining).ToArray();
}
