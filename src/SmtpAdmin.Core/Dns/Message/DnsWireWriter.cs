using System.Buffers.Binary;
using System.Text;

namespace SmtpAdmin.Dns;

/// <summary>Writes numbers and names into a buffer. Running out of room sticks in <see cref="Overflowed"/>; later writes do nothing.</summary>
internal ref struct DnsWireWriter(Span<byte> buffer, bool compress)
{
    private const int PointerMark = 0xc000; // RFC 1035 section 4.1.4
    private readonly Span<byte> _buffer = buffer;
    private readonly Dictionary<int, int>? _ends = compress ? [] : null; // where the ends of names begin that a pointer can reach, by their hash

    /// <summary>Octets written.</summary>
    public int Position { get; private set; }

    /// <summary>Something did not fit.</summary>
    public bool Overflowed { get; private set; }

    public void WriteByte(byte value)
    {
        if (Take(1) is { IsEmpty: false } room) room[0] = value;
    }

    public void WriteUInt16(int value)
    {
        if (Take(2) is { IsEmpty: false } room) BinaryPrimitives.WriteUInt16BigEndian(room, (ushort)value);
    }

    public void WriteUInt32(uint value)
    {
        if (Take(4) is { IsEmpty: false } room) BinaryPrimitives.WriteUInt32BigEndian(room, value);
    }

    /// <summary>Writes whole seconds, within the 31 bits that RFC 2181 section 8 leaves.</summary>
    public void WriteSeconds(TimeSpan time) => WriteUInt32((uint)Math.Clamp(time.TotalSeconds, 0, int.MaxValue));

    public void WriteOctets(ReadOnlySpan<byte> octets)
    {
        if (Take(octets.Length) is { IsEmpty: false } room) octets.CopyTo(room);
    }

    /// <summary>Writes a length octet and the octets (RFC 1035 section 3.3).</summary>
    /// <exception cref="ArgumentException">There are more than 255 of them.</exception>
    public void WriteCharacterString(ReadOnlySpan<byte> octets)
    {
        if (octets.Length > byte.MaxValue) throw new ArgumentException("A character-string holds 255 octets at most.", nameof(octets));
        WriteByte((byte)octets.Length);
        WriteOctets(octets);
    }

    public void WriteAscii(string text) => WriteCharacterString(Encoding.ASCII.GetBytes(text));

    /// <summary>Writes a name; its longest end that already stands in the message, letter case included, becomes a pointer.</summary>
    /// <param name="name">The name.</param>
    /// <param name="mayPoint">False where compression is not allowed (RFC 3597 section 4).</param>
    public void WriteName(DnsName name, bool mayPoint = true)
    {
        var wire = name.Wire;
        for (var at = 0; wire[at] != 0; at += wire[at] + 1)
        {
            var hash = _ends is null ? 0 : HashOf(wire[at..]);
            if (_ends is not null && _ends.TryGetValue(hash, out var target) && StandsAt(target, wire[at..]))
            {
                if (mayPoint)
                {
                    WriteUInt16(PointerMark | target);
                    return;
                }
            }
            else if (Position < 0x4000) _ends?.TryAdd(hash, Position);
            WriteOctets(wire.Slice(at, wire[at] + 1));
        }
        WriteByte(0);
    }

    /// <summary>Leaves room for a 16-bit length; <see cref="EndLength"/> fills it in.</summary>
    public int BeginLength()
    {
        WriteUInt16(0);
        return Position;
    }

    public readonly void EndLength(int start)
    {
        if (!Overflowed) BinaryPrimitives.WriteUInt16BigEndian(_buffer[(start - 2)..], checked((ushort)(Position - start)));
    }

    /// <summary>Overwrites a 16-bit number written before.</summary>
    public readonly void Patch(int at, int value) => BinaryPrimitives.WriteUInt16BigEndian(_buffer[at..], (ushort)value);

    /// <summary>Forgets everything from <paramref name="position"/> on, an overflow too.</summary>
    public void Rewind(int position)
    {
        Position = position;
        Overflowed = false;
        if (_ends is null) return;
        foreach (var (hash, at) in _ends)
        {
            if (at >= position) _ends.Remove(hash);
        }
    }

    /// <summary>FNV-1a over the octets of a name's end, letter case included.</summary>
    private static int HashOf(ReadOnlySpan<byte> wire)
    {
        var hash = 2166136261u;
        foreach (var octet in wire) hash = (hash ^ octet) * 16777619u;
        return (int)hash;
    }

    private readonly bool StandsAt(int at, ReadOnlySpan<byte> wire)
    {
        while (at < Position)
        {
            if (_buffer[at] >= PointerMark >> 8) at = BinaryPrimitives.ReadUInt16BigEndian(_buffer[at..]) & ~PointerMark;
            var length = _buffer[at] + 1;
            if (at + length > Position || !wire.StartsWith(_buffer.Slice(at, length))) return false;
            if (length == 1) return true;
            wire = wire[length..];
            at += length;
        }
        return false;
    }

    private Span<byte> Take(int count)
    {
        if (Overflowed || count > _buffer.Length - Position)
        {
            Overflowed = true;
            return default;
        }
        var room = _buffer.Slice(Position, count);
        Position += count;
        return room;
    }
}
