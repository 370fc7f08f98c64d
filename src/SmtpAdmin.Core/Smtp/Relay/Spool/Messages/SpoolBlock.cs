using System.Buffers;
using System.Numerics;

namespace SmtpAdmin.Smtp.Relay;

/// <summary>Octets of a message on their way to the disk, in pooled arrays, or where their owner has them. Used by one at a time.</summary>
internal sealed class SpoolBlock
{
    private const int LeastRented = 4 * 1024; // octets
    private const int MostRented = 64 * 1024;

    private readonly List<ReadOnlyMemory<byte>> _parts = new(2);
    private readonly List<byte[]> _rented = new(2);
    private int _room; // left in the last array

    /// <summary>Nothing, sealed. Nothing may be added.</summary>
    public static SpoolBlock Empty { get; } = new();

    /// <summary>How many parts there are.</summary>
    public int Count => _parts.Count;

    /// <summary>A part.</summary>
    public ReadOnlyMemory<byte> this[int index] => _parts[index];

    /// <summary>The octets in it.</summary>
    public int Length { get; private set; }

    /// <summary>The octets of the arrays that were rented.</summary>
    public int Rented { get; private set; }

    /// <summary>CRC-32C of the octets, once <see cref="Seal"/> was called.</summary>
    public uint Sum { get; private set; }

    /// <summary>The octets that a copy of so many more would rent.</summary>
    public int RentFor(int count) => count <= _room ? 0 : (int)BitOperations.RoundUpToPowerOf2((uint)Math.Clamp(Math.Max(count - _room, Length), LeastRented, MostRented));

    /// <summary>Copies octets in, as many as fit into what is rented and one array more.</summary>
    /// <returns>How many.</returns>
    public int Copy(ReadOnlySpan<byte> octets)
    {
        if (_room == 0) Rent(octets.Length);
        var array = _rented[^1];
        var part = _parts[^1];
        var count = Math.Min(octets.Length, _room);
        octets[..count].CopyTo(array.AsSpan(part.Length));
        _parts[^1] = array.AsMemory(0, part.Length + count);
        _room -= count;
        Length += count;
        return count;
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

    /// <summary>Gives the arrays back.</summary>
    public void Return()
    {
        foreach (var array in _rented) ArrayPool<byte>.Shared.Return(array);
        _rented.Clear();
        _parts.Clear();
        Rented = _room = Length = 0;
    }

    private void Rent(int count)
    {
        var array = ArrayPool<byte>.Shared.Rent(RentFor(count));
        _rented.Add(array);
        _parts.Add(array.AsMemory(0, 0));
        Rented += array.Length;
        _room = array.Length;
    }
}
