using System.Buffers;
using System.Numerics;

namespace SmtpAdmin.Smtp.Relay;

/// <summary>
/// Octets of a message on their way to the disk, in pooled arrays, or where their owner has them. It alone takes what its arrays cost, and gives back
/// the same. Used by one at a time.
/// </summary>
/// <param name="memory">Bounds what is in arrays; null for a block that copies nothing.</param>
internal sealed class SpoolBlock(SpoolMemory? memory = null)
{
    private const int LeastRented = 4 * 1024; // octets
    private const int MostRented = 64 * 1024;

    private readonly List<ReadOnlyMemory<byte>> _parts = new(2);
    private readonly List<byte[]> _rented = new(2);
    private int _room; // left in the last array
    private long _taken; // of the memory

    /// <summary>Nothing, sealed. Nothing may be added.</summary>
    public static SpoolBlock Empty { get; } = new();

    /// <summary>How many parts there are.</summary>
    public int Count => _parts.Count;

    /// <summary>A part.</summary>
    public ReadOnlyMemory<byte> this[int index] => _parts[index];

    /// <summary>The octets in it.</summary>
    public int Length { get; private set; }

    /// <summary>CRC-32C of the octets, once <see cref="Seal"/> was called.</summary>
    public uint Sum { get; private set; }

    /// <summary>Copies octets in, as many as there is memory for.</summary>
    /// <returns>How many.</returns>
    public int Copy(ReadOnlySpan<byte> octets)
    {
        var copied = 0;
        while (copied < octets.Length && (_room > 0 || TryRent(octets.Length - copied))) copied += Fill(octets[copied..]);
        return copied;
    }

    /// <summary>Adds octets that stay where they are until the block is written.</summary>
    public void Append(ReadOnlyMemory<byte> octets)
    {
        if (octets.IsEmpty) return;
        _parts.Add(octets);
        _room = 0;
        Length += octets.Length;
    }

    /// <summary>Puts octets before the others; they stay where they are until the block is written.</summary>
    public void Prepend(ReadOnlyMemory<byte> octets)
    {
        if (octets.IsEmpty) return;
        _parts.Insert(0, octets);
        Length += octets.Length;
    }

    /// <summary>Nothing more is added: takes the sum.</summary>
    public void Seal()
    {
        var state = Crc32C.Start;
        foreach (var part in _parts) state = Crc32C.Add(state, part.Span);
        Sum = Crc32C.End(state);
    }

    /// <summary>Gives the arrays back, and what they cost. Called again, it does nothing.</summary>
    public void Return()
    {
        foreach (var array in _rented) ArrayPool<byte>.Shared.Return(array);
        _rented.Clear();
        _parts.Clear();
        memory?.Return(_taken);
        _taken = _room = Length = 0;
    }

    /// <summary>Copies into the last array.</summary>
    private int Fill(ReadOnlySpan<byte> octets)
    {
        var part = _parts[^1];
        var count = Math.Min(octets.Length, _room);
        octets[..count].CopyTo(_rented[^1].AsSpan(part.Length));
        _parts[^1] = _rented[^1].AsMemory(0, part.Length + count);
        _room -= count;
        Length += count;
        return count;
    }

    /// <summary>Gets one array more: at least as large as what there is by now, so that a large block has few.</summary>
    private bool TryRent(int count)
    {
        var size = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Clamp(Math.Max(count, Length), LeastRented, MostRented));
        if (memory?.TryTake(size) != true) return false;
        _taken += size;
        var array = ArrayPool<byte>.Shared.Rent(size);
        _rented.Add(array);
        _parts.Add(array.AsMemory(0, 0));
        _room = size;
        return true;
    }
}
