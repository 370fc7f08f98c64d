using System.Buffers.Binary;

namespace SmtpAdmin.Smtp.Relay;

/// <summary>
/// What stands before each record's payload: 32 octets, numbers with the least octet first.
/// <code>
///  0  magic "SrEc"   4  type   5  flags   6  zero (2)    8  payload length (4)   12  durable (4)
/// 16  message number (8)      24  CRC-32C of the payload (4)                     28  CRC-32C of the header (4)
/// </code>
/// The header's own sum begins with the segment's salt and number and the record's place, so that what a mail has in it passes for a record
/// neither by guessing nor as a copy of one.
/// </summary>
/// <param name="Type">What it is.</param>
/// <param name="IsDamaged">Content that was damaged before it was moved here: never to be handed out.</param>
/// <param name="Length">The payload's octets, without the zeros that fill up to eight.</param>
/// <param name="Durable">Everything before this offset of the segment was durable when the record was written.</param>
/// <param name="Number">The message.</param>
/// <param name="Sum">CRC-32C of the payload.</param>
internal readonly record struct SpoolRecordHeader(SpoolRecordType Type, bool IsDamaged, int Length, uint Durable, long Number, uint Sum)
{
    /// <summary>The header's octets.</summary>
    public const int Size = 32;

    /// <summary>Records begin at multiples of this.</summary>
    public const int Alignment = 8;

    private const uint Magic = 0x63457253; // "SrEc"
    private const byte DamagedFlag = 1;
    private const int SumAt = Size - sizeof(uint);

    /// <summary>The octets of the whole record on disk.</summary>
    public long RecordSize => SizeFor(Length);

    /// <summary>The octets on disk of a record with so many in its payload.</summary>
    public static long SizeFor(long length) => Size + ((length + Alignment - 1) & -Alignment);

    /// <summary>Writes it.</summary>
    /// <param name="target">At least <see cref="Size"/> octets.</param>
    /// <param name="salt">The segment's salt.</param>
    /// <param name="segment">The segment's number.</param>
    /// <param name="offset">Where in the segment the record stands.</param>
    public void Write(Span<byte> target, ulong salt, long segment, long offset)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(target, Magic);
        target[4] = (byte)Type;
        target[5] = IsDamaged ? DamagedFlag : (byte)0;
        target[6] = target[7] = 0;
        BinaryPrimitives.WriteInt32LittleEndian(target[8..], Length);
        BinaryPrimitives.WriteUInt32LittleEndian(target[12..], Durable);
        BinaryPrimitives.WriteInt64LittleEndian(target[16..], Number);
        BinaryPrimitives.WriteUInt32LittleEndian(target[24..], Sum);
        BinaryPrimitives.WriteUInt32LittleEndian(target[SumAt..], SumOf(target[..SumAt], salt, segment, offset));
    }

    /// <summary>Whether a header may begin here, which only <see cref="TryRead"/> knows.</summary>
    public static bool MayBegin(ReadOnlySpan<byte> source) => source.Length >= sizeof(uint) && BinaryPrimitives.ReadUInt32LittleEndian(source) == Magic;

    /// <summary>Reads it.</summary>
    /// <returns>False when there is none here.</returns>
    public static bool TryRead(ReadOnlySpan<byte> source, ulong salt, long segment, long offset, out SpoolRecordHeader header)
    {
        header = default;
        if (source.Length < Size || BinaryPrimitives.ReadUInt32LittleEndian(source) != Magic) return false;
        if (BinaryPrimitives.ReadUInt32LittleEndian(source[SumAt..]) != SumOf(source[..SumAt], salt, segment, offset)) return false;
        header = new(
            (SpoolRecordType)source[4],
            (source[5] & DamagedFlag) != 0,
            BinaryPrimitives.ReadInt32LittleEndian(source[8..]),
            BinaryPrimitives.ReadUInt32LittleEndian(source[12..]),
            BinaryPrimitives.ReadInt64LittleEndian(source[16..]),
            BinaryPrimitives.ReadUInt32LittleEndian(source[24..]));
        return header.Length >= 0 && header.Type is >= SpoolRecordType.Content and <= SpoolRecordType.Mark;
    }

    private static uint SumOf(ReadOnlySpan<byte> header, ulong salt, long segment, long offset)
    {
        var state = Crc32C.Add(Crc32C.Add(Crc32C.Add(Crc32C.Start, salt), (ulong)segment), (ulong)offset);
        return Crc32C.End(Crc32C.Add(state, header));
    }
}
