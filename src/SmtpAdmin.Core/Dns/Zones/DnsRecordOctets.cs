using System.Diagnostics.CodeAnalysis;

namespace SmtpAdmin.Dns;

/// <summary>Record data as octets without any compression: what two records are compared by, and what RFC 3597 writes.</summary>
internal static class DnsRecordOctets
{
    /// <summary>The data of a record.</summary>
    /// <exception cref="ArgumentException">It is longer than the 65,535 octets that a record can hold (RFC 1035 section 3.2.1).</exception>
    public static byte[] Of(DnsRecord record)
    {
        for (var size = 512; ; size = Math.Min(size * 8, DnsMessage.MaxLength))
        {
            var buffer = new byte[size];
            var writer = new DnsWireWriter(buffer, compress: false);
            DnsRecordWriter.WriteData(ref writer, record);
            if (!writer.Overflowed) return buffer[..writer.Position];
            if (size == DnsMessage.MaxLength) throw new ArgumentException($"The data is longer than {DnsMessage.MaxLength} octets.", nameof(record));
        }
    }

    /// <summary>Two records say the same: the same data, without regard to the case of names in it (RFC 4343, RFC 2136 section 1.1.1). Their times to live do not count.</summary>
    public static bool SameData(DnsRecord left, DnsRecord right) =>
        left.Type == right.Type && (left, right) switch
        {
            (ARecord a, ARecord b) => a.Address.Equals(b.Address),
            (AaaaRecord a, AaaaRecord b) => a.Address.Equals(b.Address),
            (NsRecord a, NsRecord b) => a.Host.Equals(b.Host),
            (CnameRecord a, CnameRecord b) => a.Target.Equals(b.Target),
            (PtrRecord a, PtrRecord b) => a.Target.Equals(b.Target),
            (MxRecord a, MxRecord b) => a.Preference == b.Preference && a.Exchange.Equals(b.Exchange),
            (SrvRecord a, SrvRecord b) => a.Priority == b.Priority && a.Weight == b.Weight && a.Port == b.Port && a.Target.Equals(b.Target),
            _ => Of(left).AsSpan().SequenceEqual(Of(right)),
        };

    /// <summary>Reads data that holds no compressed names.</summary>
    public static bool TryRead(
        DnsName name, DnsType type, TimeSpan timeToLive, ReadOnlySpan<byte> data, [NotNullWhen(true)] out DnsRecord? record, [NotNullWhen(false)] out string? problem)
    {
        var reader = new DnsWireReader(data);
        record = DnsRecordReader.Read(ref reader, name, type, timeToLive);
        if (reader.Remaining > 0) reader.Fail("record data is longer than its type says");
        problem = reader.Problem;
        if (problem is not null) record = null;
        return record is not null;
    }
}
