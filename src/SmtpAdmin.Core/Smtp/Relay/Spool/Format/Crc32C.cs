using System.Buffers.Binary;
using System.Numerics;

namespace SmtpAdmin.Smtp.Relay;

/// <summary>CRC-32C (Castagnoli, RFC 3720 section B.4), by the processor's own instruction where it has one. Taken in parts: from <see cref="Start"/> over <see cref="Add(uint, ReadOnlySpan{byte})"/> to <see cref="End"/>.</summary>
internal static class Crc32C
{
    /// <summary>Before the first octet.</summary>
    public const uint Start = uint.MaxValue;

    /// <summary>Takes more octets in.</summary>
    public static uint Add(uint state, ReadOnlySpan<byte> octets)
    {
        for (; octets.Length >= sizeof(ulong); octets = octets[sizeof(ulong)..]) state = BitOperations.Crc32C(state, BinaryPrimitives.ReadUInt64LittleEndian(octets));
        foreach (var octet in octets) state = BitOperations.Crc32C(state, octet);
        return state;
    }

    /// <summary>Takes a number in, as eight octets, the least first.</summary>
    public static uint Add(uint state, ulong number) => BitOperations.Crc32C(state, number);

    /// <summary>The sum, when all octets are in.</summary>
    public static uint End(uint state) => ~state;

    /// <summary>The sum of some octets.</summary>
    public static uint Of(ReadOnlySpan<byte> octets) => End(Add(Start, octets));
}
