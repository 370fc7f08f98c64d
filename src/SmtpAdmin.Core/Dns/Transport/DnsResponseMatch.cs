using System.Buffers.Binary;

namespace SmtpAdmin.Dns;

/// <summary>Decides whether octets that came from the right address answer a question (RFC 5452 section 9.1).</summary>
internal static class DnsResponseMatch
{
    /// <summary>Reads the ID of what may be a response to a standard query.</summary>
    public static bool TryReadId(ReadOnlySpan<byte> octets, out ushort id)
    {
        id = 0;
        if (octets.Length < DnsMessageReader.HeaderLength) return false;
        id = BinaryPrimitives.ReadUInt16BigEndian(octets);
        return (Flags(octets) & (DnsFlags.Response | DnsFlags.OpcodeMask)) == DnsFlags.Response;
    }

    /// <summary>
    /// The response repeats the question. A server that could not read the query may send the bare header with its error; such
    /// a header may hold no records that a forger would want us to take.
    /// </summary>
    public static bool Answers(ReadOnlySpan<byte> octets, DnsName name, DnsType type)
    {
        var questions = BinaryPrimitives.ReadUInt16BigEndian(octets[4..]);
        if (questions == 0)
        {
            return (int)(Flags(octets) & DnsFlags.RcodeMask) is DnsRcode.FormatError or DnsRcode.ServFail or DnsRcode.NotImplemented or DnsRcode.Refused
                && BinaryPrimitives.ReadUInt32BigEndian(octets[6..]) == 0;
        }
        var rest = octets[DnsMessageReader.HeaderLength..];
        var wire = name.Wire;
        return questions == 1
            && rest.Length >= wire.Length + 4
            && DnsName.EqualOctets(rest[..wire.Length], wire)
            && BinaryPrimitives.ReadUInt16BigEndian(rest[wire.Length..]) == (ushort)type
            && BinaryPrimitives.ReadUInt16BigEndian(rest[(wire.Length + 2)..]) == DnsQuestion.Internet;
    }

    private static DnsFlags Flags(ReadOnlySpan<byte> octets) => (DnsFlags)BinaryPrimitives.ReadUInt16BigEndian(octets[2..]);
}
