using System.Buffers.Binary;

namespace SmtpAdmin.Smtp.Relay;

/// <summary>
/// What a segment begins with, twice, each copy in a page of its own: one that is damaged costs nothing. Numbers with the least octet first.
/// <code>
///  0  magic "SmtpSpol"   8  version (4)   12  zero (4)   16  number   24  salt   32  previous   40  previous durable   48  previous end
/// 56  next message      64  CRC-32C of all that (4)
/// </code>
/// A segment says where the one before it ends, because that one cannot when it is given up after a failed write: what stands behind that end
/// was refused, and must not come back.
/// </summary>
/// <param name="Number">The segment's number, as in its name.</param>
/// <param name="Salt">A random number, which nobody outside knows; the sums of the records' headers begin with it.</param>
/// <param name="Previous">The number of the segment before; 0 for none. Those in between came to nothing.</param>
/// <param name="PreviousDurable">Up to where all of the segment before was durable.</param>
/// <param name="PreviousEnd">Where the segment before ends; what is between the two was being written when the power failed, and may have holes.</param>
/// <param name="NextMessage">Message numbers below this one may have been given away.</param>
internal sealed record SpoolSegmentHeader(long Number, ulong Salt, long Previous, long PreviousDurable, long PreviousEnd, long NextMessage)
{
    /// <summary>The octets of both copies: where the first record stands.</summary>
    public const int Size = 2 * CopySize;

    private const int CopySize = 4096;
    private const int Version = 1;
    private const ulong Magic = 0x6C6F7053_70746D53; // "SmtpSpol"
    private const int SumAt = 64;

    /// <summary>Both copies.</summary>
    public byte[] ToOctets()
    {
        var octets = new byte[Size];
        Write(octets);
        octets.AsSpan(0, CopySize).CopyTo(octets.AsSpan(CopySize));
        return octets;
    }

    /// <summary>Reads what a segment begins with.</summary>
    /// <param name="octets">Its first octets, <see cref="Size"/> of them unless it is shorter.</param>
    /// <param name="number">The number that its name has.</param>
    /// <param name="isWhole">Whether both copies are as they were written.</param>
    /// <returns>Null when neither copy is.</returns>
    /// <exception cref="NotSupportedException">A later version wrote it.</exception>
    public static SpoolSegmentHeader? Read(ReadOnlySpan<byte> octets, long number, out bool isWhole)
    {
        var first = ReadCopy(octets, number);
        var second = octets.Length > CopySize ? ReadCopy(octets[CopySize..], number) : null;
        isWhole = first is not null && second is not null;
        return first ?? second;
    }

    private void Write(Span<byte> target)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(target, Magic);
        BinaryPrimitives.WriteInt32LittleEndian(target[8..], Version);
        BinaryPrimitives.WriteInt64LittleEndian(target[16..], Number);
        BinaryPrimitives.WriteUInt64LittleEndian(target[24..], Salt);
        BinaryPrimitives.WriteInt64LittleEndian(target[32..], Previous);
        BinaryPrimitives.WriteInt64LittleEndian(target[40..], PreviousDurable);
        BinaryPrimitives.WriteInt64LittleEndian(target[48..], PreviousEnd);
        BinaryPrimitives.WriteInt64LittleEndian(target[56..], NextMessage);
        BinaryPrimitives.WriteUInt32LittleEndian(target[SumAt..], Crc32C.Of(target[..SumAt]));
    }

    private static SpoolSegmentHeader? ReadCopy(ReadOnlySpan<byte> source, long number)
    {
        if (source.Length < SumAt + sizeof(uint) || BinaryPrimitives.ReadUInt64LittleEndian(source) != Magic) return null;
        if (BinaryPrimitives.ReadUInt32LittleEndian(source[SumAt..]) != Crc32C.Of(source[..SumAt])) return null;
        if (BinaryPrimitives.ReadInt32LittleEndian(source[8..]) is var version && version != Version)
            throw new NotSupportedException($"Segment {number} of the spool has version {version}, and this program knows version {Version} only. Use the program that wrote it, or a later one.");
        if (BinaryPrimitives.ReadInt64LittleEndian(source[16..]) != number) return null;
        return new(
            number,
            BinaryPrimitives.ReadUInt64LittleEndian(source[24..]),
            BinaryPrimitives.ReadInt64LittleEndian(source[32..]),
            BinaryPrimitives.ReadInt64LittleEndian(source[40..]),
            BinaryPrimitives.ReadInt64LittleEndian(source[48..]),
            BinaryPrimitives.ReadInt64LittleEndian(source[56..]));
    }
}
