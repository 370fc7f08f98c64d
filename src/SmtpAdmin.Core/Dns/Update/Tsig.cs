using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace SmtpAdmin.Dns;

/// <summary>Signs messages and verifies answers (RFC 8945). Octets in, octets out: the time is handed in.</summary>
internal static class Tsig
{
    /// <summary>How many seconds clocks may differ (RFC 8945 section 10 recommends 300).</summary>
    public const int Fudge = 300;

    private const ushort Type = 250;
    private const ushort ClassAny = 255;
    private const int CountsAt = 4; // of the four sections, RFC 1035 section 4.1.1
    private const int AdditionalCountAt = 10;
    private const int MaxOnStack = 1024; // octets
    private const int FixedLength = 10 + 16; // type, class, time to live, length; then all of the data but the names, the MAC and what follows an error

    /// <summary>The octets that a signature with this key adds to a message.</summary>
    public static int LengthOf(TsigKey key) =>
        key.Name.Wire.Length + FixedLength + TsigAlgorithms.NameOf(key.Algorithm).Wire.Length + TsigAlgorithms.LengthOf(key.Algorithm);

    /// <summary>Signs a request, or the answer to one.</summary>
    /// <param name="message">The message; its ID stays.</param>
    /// <param name="key">The key.</param>
    /// <param name="time">Now.</param>
    /// <param name="mac">The signature, by which the answer is tied to the request.</param>
    /// <param name="requestMac">The signature of the request that this answers; empty for a request.</param>
    /// <returns>The message with its signature.</returns>
    public static byte[] Sign(ReadOnlySpan<byte> message, TsigKey key, DateTimeOffset time, out byte[] mac, ReadOnlySpan<byte> requestMac = default)
    {
        var algorithm = TsigAlgorithms.NameOf(key.Algorithm);
        var record = new TsigRecord(key.Name, algorithm, time.ToUnixTimeSeconds(), Fudge, [], BinaryPrimitives.ReadUInt16BigEndian(message), 0, []);
        mac = MacOf(requestMac, message, key, record);
        var signed = new byte[message.Length + LengthOf(key)];
        message.CopyTo(signed);
        var writer = new DnsWireWriter(signed.AsSpan(message.Length), compress: false);
        writer.WriteName(key.Name);
        writer.WriteUInt16(Type);
        writer.WriteUInt16(ClassAny);
        writer.WriteUInt32(0);
        var start = writer.BeginLength();
        writer.WriteName(algorithm);
        WriteTime(ref writer, record.Time);
        writer.WriteUInt16(Fudge);
        writer.WriteUInt16(mac.Length);
        writer.WriteOctets(mac);
        writer.WriteUInt16(record.OriginalId);
        writer.WriteUInt16(0);
        writer.WriteUInt16(0);
        writer.EndLength(start);
        Count(signed, 1);
        return signed;
    }

    /// <summary>Finds the signature of a message: its last record (section 5.1).</summary>
    /// <param name="message">The message.</param>
    /// <param name="record">The signature.</param>
    /// <param name="start">Where it begins.</param>
    public static bool TryFind(ReadOnlySpan<byte> message, [NotNullWhen(true)] out TsigRecord? record, out int start)
    {
        record = null;
        start = 0;
        if (message.Length < DnsMessageReader.HeaderLength) return false;
        var reader = new DnsWireReader(message);
        reader.ReadOctets(CountsAt);
        int questions = reader.ReadUInt16(), records = reader.ReadUInt16() + reader.ReadUInt16(), additional = reader.ReadUInt16();
        if (additional == 0) return false;
        for (; questions > 0 && reader.Problem is null; questions--)
        {
            reader.SkipName();
            reader.ReadUInt32();
        }
        for (records += additional - 1; records > 0 && reader.Problem is null; records--)
        {
            reader.SkipName();
            reader.ReadOctets(8);
            reader.ReadOctets(reader.ReadUInt16());
        }
        start = reader.Position;
        var key = reader.ReadName();
        if (reader.ReadUInt16() != Type || reader.ReadUInt16() != ClassAny) return false;
        reader.ReadUInt32();
        var outer = reader.Enter(reader.ReadUInt16());
        var algorithm = reader.ReadName();
        var time = ((long)reader.ReadUInt16() << 32) | reader.ReadUInt32();
        var fudge = reader.ReadUInt16();
        var mac = reader.ReadOctets(reader.ReadUInt16()).ToArray();
        var (id, error) = (reader.ReadUInt16(), reader.ReadUInt16());
        var other = reader.ReadOctets(reader.ReadUInt16()).ToArray();
        reader.Leave(outer);
        if (reader.Problem is not null || reader.Remaining > 0) return false;
        record = new TsigRecord(key, algorithm, time, fudge, mac, id, error, other);
        return true;
    }

    /// <summary>Verifies a request (section 5.2), or the answer to one (section 5.3).</summary>
    /// <param name="message">The message.</param>
    /// <param name="record">Its signature.</param>
    /// <param name="start">Where that begins.</param>
    /// <param name="key">The key.</param>
    /// <param name="requestMac">The signature of the request that this answers; empty for a request.</param>
    public static bool IsSignedBy(ReadOnlySpan<byte> message, TsigRecord record, int start, TsigKey key, ReadOnlySpan<byte> requestMac)
    {
        if (!record.KeyName.Equals(key.Name) || !record.Algorithm.Equals(TsigAlgorithms.NameOf(key.Algorithm)) || record.Mac.Length == 0) return false;
        var unsigned = message[..start].ToArray();
        Count(unsigned, -1);
        BinaryPrimitives.WriteUInt16BigEndian(unsigned, record.OriginalId);
        // A shorter signature is allowed by section 5.2.2.1, but no server that we know cuts one unless its configuration says so.
        return CryptographicOperations.FixedTimeEquals(MacOf(requestMac, unsigned, key, record), record.Mac);
    }

    /// <summary>The request's signature with its length, the message as it was before it was signed, and the variables (section 4.3).</summary>
    private static byte[] MacOf(ReadOnlySpan<byte> requestMac, ReadOnlySpan<byte> message, TsigKey key, TsigRecord record)
    {
        var length = 2 + requestMac.Length + message.Length + record.KeyName.Wire.Length + record.Algorithm.Wire.Length + FixedLength + record.Other.Length;
        Span<byte> data = length <= MaxOnStack ? stackalloc byte[length] : new byte[length];
        var writer = new DnsWireWriter(data, compress: false);
        if (!requestMac.IsEmpty)
        {
            writer.WriteUInt16(requestMac.Length);
            writer.WriteOctets(requestMac);
        }
        writer.WriteOctets(message);
        WriteCanonical(ref writer, record.KeyName);
        writer.WriteUInt16(ClassAny);
        writer.WriteUInt32(0);
        WriteCanonical(ref writer, record.Algorithm);
        WriteTime(ref writer, record.Time);
        writer.WriteUInt16(record.Fudge);
        writer.WriteUInt16(record.Error);
        writer.WriteUInt16(record.Other.Length);
        writer.WriteOctets(record.Other);
        return TsigAlgorithms.Mac(key.Algorithm, key.Secret, data[..writer.Position]);
    }

    /// <summary>In lower case (section 4.3.3). Length octets are below 64, so folding case does not touch them.</summary>
    private static void WriteCanonical(ref DnsWireWriter writer, DnsName name)
    {
        foreach (var octet in name.Wire) writer.WriteByte(octet is >= (byte)'A' and <= (byte)'Z' ? (byte)(octet | 0x20) : octet);
    }

    private static void WriteTime(ref DnsWireWriter writer, long seconds)
    {
        writer.WriteUInt16((int)(seconds >> 32) & 0xffff);
        writer.WriteUInt32((uint)seconds);
    }

    private static void Count(Span<byte> message, int more)
    {
        var counts = message[AdditionalCountAt..];
        BinaryPrimitives.WriteUInt16BigEndian(counts, (ushort)(BinaryPrimitives.ReadUInt16BigEndian(counts) + more));
    }
}
