using System.Buffers.Binary;

namespace SmtpAdmin.Smtp.Relay;

/// <summary>
/// The payload of a commit, and of what takes its place when a message is moved. Numbers with the least octet first.
/// <code>
/// 0  number of extents (4)   4  length of the envelope (4)   8  number of changes (4)   12  zero (4)
/// 16 the extents: segment (8), offset of the content record there (4), octets of content in it (4)
/// then the envelope, then the changes: length (4), octets
/// </code>
/// </summary>
/// <param name="Extents">Where the message's octets are, in order.</param>
/// <param name="Envelope">What its owner keeps with it.</param>
/// <param name="Changes">What changed since that envelope, when a message was moved as it was; else none.</param>
internal sealed record SpoolCommit(IReadOnlyList<SpoolExtent> Extents, ReadOnlyMemory<byte> Envelope, IReadOnlyList<ReadOnlyMemory<byte>> Changes)
{
    private const int HeadSize = 16;
    private const int ExtentSize = 16;

    /// <summary>The payload's octets.</summary>
    /// <param name="extents">How many extents there are.</param>
    /// <param name="envelope">The envelope's octets.</param>
    /// <param name="changes">The changes.</param>
    public static long SizeFor(int extents, int envelope, IReadOnlyList<ReadOnlyMemory<byte>> changes)
    {
        var size = HeadSize + ((long)extents * ExtentSize) + envelope;
        for (var index = 0; index < changes.Count; index++) size += sizeof(int) + changes[index].Length;
        return size;
    }

    /// <summary>Writes the payload.</summary>
    /// <param name="target">As many octets as <see cref="SizeFor"/> says.</param>
    /// <param name="places">The content records.</param>
    /// <param name="envelope">The envelope.</param>
    /// <param name="changes">The changes.</param>
    public static void Write(Span<byte> target, ReadOnlySpan<SpoolPlace> places, ReadOnlySpan<byte> envelope, IReadOnlyList<ReadOnlyMemory<byte>> changes)
    {
        BinaryPrimitives.WriteInt32LittleEndian(target, places.Length);
        BinaryPrimitives.WriteInt32LittleEndian(target[4..], envelope.Length);
        BinaryPrimitives.WriteInt32LittleEndian(target[8..], changes.Count);
        BinaryPrimitives.WriteInt32LittleEndian(target[12..], 0);
        target = target[HeadSize..];
        foreach (var place in places)
        {
            BinaryPrimitives.WriteInt64LittleEndian(target, place.Segment.Number);
            BinaryPrimitives.WriteUInt32LittleEndian(target[8..], place.Offset);
            BinaryPrimitives.WriteInt32LittleEndian(target[12..], place.Length);
            target = target[ExtentSize..];
        }
        envelope.CopyTo(target);
        target = target[envelope.Length..];
        for (var index = 0; index < changes.Count; index++)
        {
            var change = changes[index].Span;
            BinaryPrimitives.WriteInt32LittleEndian(target, change.Length);
            change.CopyTo(target[sizeof(int)..]);
            target = target[(sizeof(int) + change.Length)..];
        }
    }

    /// <summary>Reads a payload; its envelope and changes are copies.</summary>
    /// <returns>Null when it is none.</returns>
    public static SpoolCommit? Read(ReadOnlySpan<byte> source)
    {
        if (source.Length < HeadSize) return null;
        var extents = BinaryPrimitives.ReadInt32LittleEndian(source);
        var envelope = BinaryPrimitives.ReadInt32LittleEndian(source[4..]);
        var changes = BinaryPrimitives.ReadInt32LittleEndian(source[8..]);
        source = source[HeadSize..];
        if (extents < 0 || envelope < 0 || changes < 0 || (long)extents * ExtentSize + envelope + (long)changes * sizeof(int) > source.Length) return null;
        var places = new SpoolExtent[extents];
        for (var index = 0; index < extents; index++)
        {
            places[index] = new(BinaryPrimitives.ReadInt64LittleEndian(source), BinaryPrimitives.ReadUInt32LittleEndian(source[8..]), BinaryPrimitives.ReadInt32LittleEndian(source[12..]));
            if (places[index].Length < 0) return null;
            source = source[ExtentSize..];
        }
        var said = source[..envelope].ToArray();
        return ReadChanges(source[envelope..], changes) is { } since ? new(places, said, since) : null;
    }

    private static ReadOnlyMemory<byte>[]? ReadChanges(ReadOnlySpan<byte> source, int count)
    {
        if (count == 0) return source.IsEmpty ? [] : null;
        var changes = new ReadOnlyMemory<byte>[count];
        for (var index = 0; index < count; index++)
        {
            if (source.Length < sizeof(int)) return null;
            var length = BinaryPrimitives.ReadInt32LittleEndian(source);
            source = source[sizeof(int)..];
            if (length < 0 || length > source.Length) return null;
            changes[index] = source[..length].ToArray();
            source = source[length..];
        }
        return source.IsEmpty ? changes : null;
    }
}
