namespace SmtpAdmin.Dns;

/// <summary>Writes messages, queries and responses alike (RFC 1035 section 4.1).</summary>
public static class DnsMessageWriter
{
    private const int OptLength = 11; // of an OPT record without options
    private const int CountsAt = 4;

    /// <summary>Writes a message into an array of its own.</summary>
    /// <param name="message">The message.</param>
    /// <param name="maxLength">
    /// The most octets it may have, at least 512. Where not all records fit, whole ones are left out from the end; TC is set if
    /// answers or authority suffered (RFC 2181 section 9). The question and OPT always stay.
    /// </param>
    /// <param name="compress">Shorten names by pointers (RFC 1035 section 4.1.4).</param>
    /// <exception cref="ArgumentException">A field does not fit its place on the wire: a long character-string, an RCODE over 15 without EDNS.</exception>
    public static byte[] Write(DnsMessage message, int maxLength = DnsMessage.MaxLength, bool compress = true)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxLength, DnsMessage.MaxPlainUdpLength);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maxLength, DnsMessage.MaxLength);
        if (message.Rcode is < 0 or > 4095 || (message.Rcode > 15 && message.Edns is null))
            throw new ArgumentException("An RCODE over 15 needs EDNS, and none is over 4095.", nameof(message));
        if (message.Opcode is < 0 or > 15) throw new ArgumentException("An opcode has four bits.", nameof(message));
        var optLength = message.Edns is { } edns ? OptLength + edns.Options.Length : 0;
        if (optLength > maxLength / 2) throw new ArgumentException("The EDNS options leave no room for the message.", nameof(message));

        var buffer = new byte[maxLength];
        var writer = new DnsWireWriter(buffer.AsSpan(0, maxLength - optLength), compress);
        writer.WriteUInt16(message.Id);
        writer.WriteUInt16((ushort)Flags(message));
        writer.WriteUInt16(message.Question is null ? 0 : 1);
        writer.WriteUInt32(0);
        writer.WriteUInt16(0);
        if (message.Question is { } question)
        {
            writer.WriteName(question.Name);
            writer.WriteUInt16((ushort)question.Type);
            writer.WriteUInt16(question.Class);
        }

        var answers = WriteSection(ref writer, message.Answers);
        var authority = answers < message.Answers.Count ? 0 : WriteSection(ref writer, message.Authority);
        var cut = answers < message.Answers.Count || authority < message.Authority.Count;
        var additional = cut ? 0 : WriteSection(ref writer, message.Additional);
        if (cut) writer.Patch(2, (ushort)(Flags(message) | DnsFlags.Truncated));
        writer.Patch(CountsAt + 2, answers);
        writer.Patch(CountsAt + 4, authority);
        writer.Patch(CountsAt + 6, additional + (message.Edns is null ? 0 : 1));

        var end = new DnsWireWriter(buffer.AsSpan(writer.Position), compress: false);
        if (message.Edns is not null) WriteOpt(ref end, message.Edns, message.Rcode);
        return buffer[..(writer.Position + end.Position)];
    }

    /// <summary>Writes a query without making anything: what the resolver sends by the hundred thousand.</summary>
    /// <param name="buffer">Where to; 12 + 255 + 4 + 11 octets are always enough.</param>
    /// <param name="id">Ties the response to this query.</param>
    /// <param name="flags">RD, AD and CD.</param>
    /// <param name="name">The name asked for.</param>
    /// <param name="type">The type asked for.</param>
    /// <param name="udpPayloadSize">What EDNS offers to take, in octets; 0 for a query without EDNS.</param>
    /// <returns>The query's length in octets.</returns>
    internal static int WriteQuery(Span<byte> buffer, ushort id, DnsFlags flags, DnsName name, DnsType type, ushort udpPayloadSize)
    {
        var writer = new DnsWireWriter(buffer, compress: false);
        writer.WriteUInt16(id);
        writer.WriteUInt16((ushort)flags);
        writer.WriteUInt16(1);
        writer.WriteUInt32(0);
        writer.WriteUInt16(udpPayloadSize == 0 ? 0 : 1);
        writer.WriteName(name);
        writer.WriteUInt16((ushort)type);
        writer.WriteUInt16(DnsQuestion.Internet);
        if (udpPayloadSize > 0)
        {
            writer.WriteByte(0); // the root
            writer.WriteUInt16((ushort)DnsType.OPT);
            writer.WriteUInt16(udpPayloadSize);
            writer.WriteUInt32(0);
            writer.WriteUInt16(0);
        }
        return writer.Position;
    }

    private static DnsFlags Flags(DnsMessage message) =>
        (DnsFlags)((message.Opcode << 11) | (message.Rcode & 0xf))
        | (message.IsResponse ? DnsFlags.Response : 0)
        | (message.Authoritative ? DnsFlags.Authoritative : 0)
        | (message.Truncated ? DnsFlags.Truncated : 0)
        | (message.RecursionDesired ? DnsFlags.RecursionDesired : 0)
        | (message.RecursionAvailable ? DnsFlags.RecursionAvailable : 0)
        | (message.AuthenticatedData ? DnsFlags.AuthenticatedData : 0)
        | (message.CheckingDisabled ? DnsFlags.CheckingDisabled : 0);

    /// <returns>How many of the records fitted.</returns>
    private static int WriteSection(ref DnsWireWriter writer, IReadOnlyList<DnsRecord> records)
    {
        for (var n = 0; n < records.Count; n++)
        {
            var before = writer.Position;
            DnsRecordWriter.Write(ref writer, records[n]);
            if (!writer.Overflowed) continue;
            writer.Rewind(before);
            return n;
        }
        return records.Count;
    }

    private static void WriteOpt(ref DnsWireWriter writer, DnsEdns edns, int rcode)
    {
        writer.WriteByte(0); // the root
        writer.WriteUInt16((ushort)DnsType.OPT);
        writer.WriteUInt16(edns.UdpPayloadSize);
        writer.WriteByte((byte)(rcode >> 4));
        writer.WriteByte(edns.Version);
        writer.WriteUInt16(edns.DnssecOk ? 0x8000 : 0);
        writer.WriteUInt16(edns.Options.Length);
        writer.WriteOctets(edns.Options.Span);
    }
}
