using System.Buffers.Binary;

namespace SmtpAdmin.Dns;

/// <summary>
/// Reads numbers and names from a message. The first fault sticks in <see cref="Problem"/>: from there on every read gives
/// zeros and moves nothing, so that callers may check once at the end of a record.
/// </summary>
internal ref struct DnsWireReader(ReadOnlySpan<byte> message, DnsNameTable? names = null)
{
    private const int PointerMark = 0xc0; // RFC 1035 section 4.1.4
    private const int MaxPointerTarget = 0x3fff;
    private const int MaxPointers = DnsName.MaxLength / 2; // no honest name has more parts than labels
    private readonly ReadOnlySpan<byte> _message = message;
    private int _end = message.Length;
    private DnsName? _memo;
    private int _memoAt;

    /// <summary>Where the next read begins.</summary>
    public int Position { get; private set; }

    /// <summary>What is wrong; null while nothing is.</summary>
    public string? Problem { get; private set; }

    /// <summary>Octets left to read.</summary>
    public readonly int Remaining => _end - Position;

    public byte ReadByte() => Take(1) is { IsEmpty: false } octets ? octets[0] : (byte)0;

    public ushort ReadUInt16() => Take(2) is { IsEmpty: false } octets ? BinaryPrimitives.ReadUInt16BigEndian(octets) : (ushort)0;

    public uint ReadUInt32() => Take(4) is { IsEmpty: false } octets ? BinaryPrimitives.ReadUInt32BigEndian(octets) : 0;

    /// <summary>Reads a time in whole seconds. With the top bit set it counts as zero (RFC 2181 section 8).</summary>
    public TimeSpan ReadSeconds() => ReadUInt32() is var seconds && seconds <= int.MaxValue ? TimeSpan.FromSeconds(seconds) : TimeSpan.Zero;

    public ReadOnlySpan<byte> ReadOctets(int count) => Take(count);

    /// <summary>Reads a character-string: a length octet and so many octets (RFC 1035 section 3.3).</summary>
    public ReadOnlySpan<byte> ReadCharacterString() => Take(ReadByte());

    public void Fail(string problem)
    {
        Problem ??= problem;
        Position = _end;
    }

    /// <summary>Narrows reading to the next <paramref name="length"/> octets.</summary>
    /// <returns>The end to give back to <see cref="Leave"/>.</returns>
    public int Enter(int length)
    {
        var outer = _end;
        if (length > Remaining) Fail("record data is cut off");
        else _end = Position + length;
        return outer;
    }

    /// <summary>Widens reading again. What <see cref="Enter"/> gave must have been read to its end.</summary>
    public void Leave(int outer)
    {
        if (Position != _end) Fail("record data is longer than its type says");
        _end = outer;
    }

    /// <summary>
    /// Reads a name and follows compression pointers. Each pointer must lead to before the part that it ends, so the walk
    /// always gets shorter and cannot loop.
    /// </summary>
    /// <param name="known">A name to hand out again, rather than a copy, if it is the one that stands here.</param>
    public DnsName ReadName(DnsName? known = null)
    {
        if (Problem is not null) return DnsName.Root;
        if (PointsToMemo())
        {
            Position += 2;
            return _memo!;
        }

        Span<byte> wire = stackalloc byte[DnsName.MaxLength];
        var length = 0;
        var start = Position;
        var floor = start;
        var at = start;
        var jumps = 0;
        while (true)
        {
            var limit = jumps > 0 ? _message.Length : _end;
            if (at >= limit) return FailName("a name is cut off");
            int octet = _message[at];
            if (octet >= PointerMark)
            {
                if (at + 1 >= limit) return FailName("a name is cut off");
                var target = ((octet & ~PointerMark) << 8) | _message[at + 1];
                if (jumps == 0) Position = at + 2;
                if (++jumps > MaxPointers) return FailName("a name has too many compression pointers");
                if (target >= floor) return FailName("a compression pointer does not lead backwards");
                at = floor = target;
                continue;
            }
            if (octet > DnsName.MaxLabelLength) return FailName("a name has a label of unknown kind");
            if (at + 1 + octet > limit) return FailName("a name is cut off");
            if (length + 1 + octet > DnsName.MaxLength - (octet == 0 ? 0 : 1)) return FailName("a name is longer than 255 octets");
            _message.Slice(at, 1 + octet).CopyTo(wire[length..]);
            length += 1 + octet;
            at += 1 + octet;
            if (octet == 0) break;
        }
        if (jumps == 0) Position = at;

        wire = wire[..length];
        var name = length == 1 ? DnsName.Root
            : known is not null ? (known.Wire.SequenceEqual(wire) ? known : DnsName.FromCheckedWire(wire.ToArray()))
            : names?.Get(wire) ?? DnsName.FromCheckedWire(wire.ToArray());
        if (_memo is null && start <= MaxPointerTarget)
        {
            _memo = name;
            _memoAt = start;
        }
        return name;
    }

    /// <summary>Passes over a name without following its pointer.</summary>
    public void SkipName()
    {
        while (Problem is null)
        {
            int octet = ReadByte();
            if (octet == 0) return;
            if (octet >= PointerMark)
            {
                ReadByte();
                return;
            }
            if (octet > DnsName.MaxLabelLength) Fail("a name has a label of unknown kind");
            else ReadOctets(octet);
        }
    }

    /// <summary>Most names in a response are one pointer to its first name, the question's.</summary>
    private readonly bool PointsToMemo() =>
        _memo is not null && Remaining >= 2
        && BinaryPrimitives.ReadUInt16BigEndian(_message[Position..]) == ((PointerMark << 8) | _memoAt);

    private DnsName FailName(string problem)
    {
        Fail(problem);
        return DnsName.Root;
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (Problem is not null || count > Remaining)
        {
            Fail("the message is cut off");
            return default;
        }
        var octets = _message.Slice(Position, count);
        Position += count;
        return octets;
    }
}
