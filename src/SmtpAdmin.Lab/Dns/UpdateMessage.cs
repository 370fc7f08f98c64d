using SmtpAdmin.Dns;

namespace SmtpAdmin.Lab;

/// <summary>An update (RFC 2136 section 2).</summary>
/// <param name="Prerequisites">What must hold.</param>
/// <param name="Updates">What is to change.</param>
internal sealed record UpdateMessage(IReadOnlyList<UpdateEntry> Prerequisites, IReadOnlyList<UpdateEntry> Updates)
{
    /// <summary>Reads one; null where it is none.</summary>
    public static UpdateMessage? Read(ReadOnlySpan<byte> octets)
    {
        var reader = new DnsWireReader(octets);
        reader.ReadUInt32();
        int zones = reader.ReadUInt16(), prerequisites = reader.ReadUInt16(), updates = reader.ReadUInt16();
        reader.ReadUInt16();
        if (zones != 1) return null;
        reader.ReadName();
        if ((DnsType)reader.ReadUInt16() != DnsType.SOA) return null;
        reader.ReadUInt16();
        var message = new UpdateMessage(ReadSection(ref reader, prerequisites), ReadSection(ref reader, updates));
        return reader.Problem is null ? message : null;
    }

    private static List<UpdateEntry> ReadSection(ref DnsWireReader reader, int count)
    {
        var entries = new List<UpdateEntry>();
        for (; count > 0 && reader.Problem is null; count--)
        {
            var name = reader.ReadName();
            var (type, @class, timeToLive) = ((DnsType)reader.ReadUInt16(), reader.ReadUInt16(), reader.ReadSeconds());
            var length = reader.ReadUInt16();
            var outer = reader.Enter(length);
            var record = length > 0 ? DnsRecordReader.Read(ref reader, name, type, timeToLive) : null;
            reader.Leave(outer);
            entries.Add(new UpdateEntry(name, type, @class, record));
        }
        return entries;
    }
}
