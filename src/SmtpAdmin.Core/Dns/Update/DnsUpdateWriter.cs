using System.Buffers.Binary;

namespace SmtpAdmin.Dns;

/// <summary>Writes update messages (RFC 2136 section 2).</summary>
internal static class DnsUpdateWriter
{
    private const ushort ClassNone = 254; // RFC 2136 section 2.4.3
    private const ushort ClassAny = 255;
    private const int CountsAt = 4; // of the sections, RFC 2136 section 2.2

    /// <summary>Writes as many changes as fit into one message, from the first on.</summary>
    /// <param name="id">Ties the response to it.</param>
    /// <param name="zone">The zone.</param>
    /// <param name="changes">The changes.</param>
    /// <param name="maxLength">The most octets that the message may have.</param>
    /// <returns>The message, and how many of the changes are in it; none when not even the first fits.</returns>
    public static (byte[] Message, int Count) Write(ushort id, DnsName zone, ReadOnlySpan<DnsSetChange> changes, int maxLength)
    {
        var buffer = new byte[maxLength];
        // Where not all fit, a half is tried, then a third, and so on: equal parts take as few messages as filling each to its end.
        for (var count = changes.Length; count > 0; count = count == 1 ? 0 : Part(changes.Length, Part(changes.Length, count - 1)))
        {
            if (TryWrite(buffer, id, zone, changes[..count]) is { } length) return (buffer[..length], count);
        }
        return ([], 0);
    }

    private static int Part(int whole, int parts) => (whole + parts - 1) / parts;

    private static int? TryWrite(Span<byte> buffer, ushort id, DnsName zone, ReadOnlySpan<DnsSetChange> changes)
    {
        var writer = new DnsWireWriter(buffer, compress: true);
        writer.WriteUInt16(id);
        writer.WriteUInt16(DnsOpcode.Update << 11);
        writer.WriteUInt16(1);
        writer.WriteUInt32(0);
        writer.WriteUInt16(0);
        writer.WriteName(zone);
        writer.WriteUInt16((ushort)DnsType.SOA);
        writer.WriteUInt16(DnsQuestion.Internet);

        var (prerequisites, updates) = (0, 0);
        foreach (var change in changes)
        {
            foreach (var prerequisite in change.Prerequisites) prerequisites += Write(ref writer, prerequisite);
            if (writer.Overflowed) return null;
        }
        foreach (var change in changes)
        {
            if (change.IsThere)
            {
                WriteEmpty(ref writer, change.Name, change.Type, ClassAny); // delete an RRset, section 2.5.2
                updates++;
            }
            foreach (var record in change.Records) DnsRecordWriter.Write(ref writer, record); // add to an RRset, section 2.5.1
            updates += change.Records.Count;
            if (writer.Overflowed) return null;
        }
        if (prerequisites > ushort.MaxValue || updates > ushort.MaxValue) return null;
        BinaryPrimitives.WriteUInt16BigEndian(buffer[(CountsAt + 2)..], (ushort)prerequisites);
        BinaryPrimitives.WriteUInt16BigEndian(buffer[(CountsAt + 4)..], (ushort)updates);
        return writer.Position;
    }

    /// <returns>How many records it took.</returns>
    private static int Write(ref DnsWireWriter writer, DnsPrerequisite prerequisite)
    {
        switch (prerequisite)
        {
            case DnsPrerequisite.SetIs set:
                foreach (var record in set.Records) DnsRecordWriter.Write(ref writer, record, TimeSpan.Zero);
                return set.Records.Count;
            case DnsPrerequisite.NoSet none:
                WriteEmpty(ref writer, none.Name, none.Type, ClassNone);
                return 1;
            case DnsPrerequisite.NameFree free:
                WriteEmpty(ref writer, free.Name, DnsType.ANY, ClassNone);
                return 1;
            default: throw new NotSupportedException($"{prerequisite.GetType().Name} has no wire form.");
        }
    }

    private static void WriteEmpty(ref DnsWireWriter writer, DnsName name, DnsType type, ushort @class)
    {
        writer.WriteName(name);
        writer.WriteUInt16((ushort)type);
        writer.WriteUInt16(@class);
        writer.WriteUInt32(0);
        writer.WriteUInt16(0);
    }
}
