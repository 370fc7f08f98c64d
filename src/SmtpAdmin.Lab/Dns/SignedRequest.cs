using System.Buffers.Binary;
using SmtpAdmin.Dns;

namespace SmtpAdmin.Lab;

/// <summary>A request that came signed (RFC 8945 section 5.2).</summary>
/// <param name="Unsigned">The request without its signature.</param>
/// <param name="Refusal">What is answered in place of it; null where the signature holds.</param>
internal readonly record struct SignedRequest(byte[] Unsigned, byte[]? Refusal)
{
    private const int NotAuth = 9;
    private const int AdditionalCountAt = 10;

    public static SignedRequest Read(ReadOnlySpan<byte> octets, TsigRecord signature, int start, TsigKey? key, DateTimeOffset now)
    {
        var unsigned = octets[..start].ToArray();
        var count = unsigned.AsSpan(AdditionalCountAt);
        BinaryPrimitives.WriteUInt16BigEndian(count, (ushort)(BinaryPrimitives.ReadUInt16BigEndian(count) - 1));
        if (key is null || !signature.KeyName.Equals(key.Name)) return new(unsigned, Refuse(octets, signature, TsigError.BadKey));
        if (!Tsig.IsSignedBy(octets, signature, start, key, [])) return new(unsigned, Refuse(octets, signature, TsigError.BadSignature));
        return Math.Abs(now.ToUnixTimeSeconds() - signature.Time) <= signature.Fudge ? new(unsigned, null) : new(unsigned, Refuse(octets, signature, TsigError.BadTime));
    }

    /// <summary>NOTAUTH with the error in an unsigned signature (section 5.3.2). BADTIME would be signed, with the server's time; no one here sets the lab's clock wrong.</summary>
    private static byte[] Refuse(ReadOnlySpan<byte> octets, TsigRecord signature, int error)
    {
        var answer = new byte[DnsMessage.MaxPlainUdpLength];
        var writer = new DnsWireWriter(answer, compress: false);
        writer.WriteUInt16(BinaryPrimitives.ReadUInt16BigEndian(octets));
        writer.WriteByte((byte)(0x80 | (octets[2] & 0x78)));
        writer.WriteByte(NotAuth);
        var asked = DnsMessage.TryRead(octets, out var request, out _) ? request.Question : null;
        writer.WriteUInt16(asked is null ? 0 : 1);
        writer.WriteUInt32(0);
        writer.WriteUInt16(1);
        if (asked is { } question)
        {
            writer.WriteName(question.Name);
            writer.WriteUInt16((int)question.Type);
            writer.WriteUInt16(question.Class);
        }
        writer.WriteName(signature.KeyName);
        writer.WriteUInt16(250);
        writer.WriteUInt16(255);
        writer.WriteUInt32(0);
        var data = writer.BeginLength();
        writer.WriteName(signature.Algorithm);
        writer.WriteUInt16((int)(signature.Time >> 32));
        writer.WriteUInt32((uint)signature.Time);
        writer.WriteUInt16(signature.Fudge);
        writer.WriteUInt16(0);
        writer.WriteUInt16(signature.OriginalId);
        writer.WriteUInt16(error);
        writer.WriteUInt16(0);
        writer.EndLength(data);
        return answer[..writer.Position];
    }
}
