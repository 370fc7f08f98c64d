using System.Diagnostics.CodeAnalysis;

namespace SmtpAdmin.Dns;

/// <summary>Reads whole messages (RFC 1035 section 4.1).</summary>
internal static class DnsMessageReader
{
    /// <summary>Octets before the question.</summary>
    public const int HeaderLength = 12;

    private const int MinRecordLength = 11;

    /// <param name="octets">The message.</param>
    /// <param name="known">The name that was asked for; handed out again where it stands, to save copies.</param>
    /// <param name="names">Names that were read before; null to make each anew.</param>
    /// <param name="message">The message read.</param>
    /// <param name="problem">What is wrong with it.</param>
    public static bool TryRead(
        ReadOnlySpan<byte> octets, DnsName? known, DnsNameTable? names, [NotNullWhen(true)] out DnsMessage? message, [NotNullWhen(false)] out string? problem)
    {
        message = null;
        var reader = new DnsWireReader(octets, names);
        var id = reader.ReadUInt16();
        var flags = (DnsFlags)reader.ReadUInt16();
        int questions = reader.ReadUInt16(), answers = reader.ReadUInt16(), authority = reader.ReadUInt16(), additional = reader.ReadUInt16();
        if (questions > 1) reader.Fail("there is more than one question"); // RFC 9619

        DnsQuestion? question = null;
        if (questions == 1) question = new DnsQuestion(reader.ReadName(known), (DnsType)reader.ReadUInt16(), reader.ReadUInt16());
        problem = reader.Problem;
        if (problem is not null) return false;

        DnsEdns? edns = null;
        var extendedRcode = 0;
        var truncated = flags.HasFlag(DnsFlags.Truncated);
        var answerRecords = ReadSection(ref reader, answers, truncated, mayHoldOpt: false, ref edns, ref extendedRcode);
        var authorityRecords = ReadSection(ref reader, authority, truncated, mayHoldOpt: false, ref edns, ref extendedRcode);
        var additionalRecords = ReadSection(ref reader, additional, truncated, mayHoldOpt: true, ref edns, ref extendedRcode);
        problem = truncated ? null : reader.Problem;
        if (problem is not null) return false;

        message = new DnsMessage
        {
            Id = id,
            IsResponse = flags.HasFlag(DnsFlags.Response),
            Opcode = (int)(flags & DnsFlags.OpcodeMask) >> 11,
            Authoritative = flags.HasFlag(DnsFlags.Authoritative),
            Truncated = truncated,
            RecursionDesired = flags.HasFlag(DnsFlags.RecursionDesired),
            RecursionAvailable = flags.HasFlag(DnsFlags.RecursionAvailable),
            AuthenticatedData = flags.HasFlag(DnsFlags.AuthenticatedData),
            CheckingDisabled = flags.HasFlag(DnsFlags.CheckingDisabled),
            Rcode = extendedRcode | (int)(flags & DnsFlags.RcodeMask),
            Question = question,
            Answers = answerRecords,
            HasForeignAnswers = answerRecords.Length < answers,
            Authority = authorityRecords,
            Additional = additionalRecords,
            Edns = edns,
        };
        return true;
    }

    /// <summary>A header may promise more records than can be there: room is made only for those that the octets left could hold.</summary>
    private static DnsRecord[] ReadSection(
        ref DnsWireReader reader, int count, bool truncated, bool mayHoldOpt, ref DnsEdns? edns, ref int extendedRcode)
    {
        if (count == 0 || (truncated && reader.Remaining == 0)) return [];
        var records = new DnsRecord[Math.Min(count, (reader.Remaining / MinRecordLength) + 1)];
        var kept = 0;
        for (var n = 0; n < count && reader.Problem is null && !(truncated && reader.Remaining == 0); n++)
        {
            var record = ReadRecord(ref reader, mayHoldOpt, ref edns, ref extendedRcode);
            if (record is not null && reader.Problem is null) records[kept++] = record;
        }
        if (kept == 0) return [];
        if (kept < records.Length) Array.Resize(ref records, kept);
        return records;
    }

    private static DnsRecord? ReadRecord(ref DnsWireReader reader, bool mayHoldOpt, ref DnsEdns? edns, ref int extendedRcode)
    {
        var name = reader.ReadName();
        var type = (DnsType)reader.ReadUInt16();
        var @class = reader.ReadUInt16();
        if (type == DnsType.OPT)
        {
            var misplaced = !mayHoldOpt || edns is not null || !name.IsRoot; // RFC 6891 section 6.1.1
            extendedRcode = reader.ReadByte() << 4;
            var version = reader.ReadByte();
            var dnssecOk = (reader.ReadUInt16() & 0x8000) != 0;
            edns = new DnsEdns(@class, version, dnssecOk, reader.ReadOctets(reader.ReadUInt16()).ToArray());
            if (misplaced) reader.Fail("an OPT record stands where none may");
            return null;
        }

        var ttl = reader.ReadSeconds();
        var outer = reader.Enter(reader.ReadUInt16());
        if (reader.Problem is not null) return null;
        var record = @class == DnsQuestion.Internet ? DnsRecordReader.Read(ref reader, name, type, ttl) : null;
        if (record is null) reader.ReadOctets(reader.Remaining);
        reader.Leave(outer);
        return record;
    }
}
