using System.Buffers.Binary;
using System.Text;

namespace SmtpAdmin.Smtp.Relay;

/// <summary>A set of names of messages or sessions, asked for each line of a log: short ones, as all of ours, are kept as numbers.</summary>
internal sealed class AuditIds
{
    private const int ShortLength = 15; // octets; the sixteenth is the length

    private readonly HashSet<UInt128> _short = [];
    private readonly HashSet<string> _long = new(StringComparer.Ordinal);

    public int Count => _short.Count + _long.Count;

    public bool Add(ReadOnlySpan<byte> id) => id.Length <= ShortLength ? _short.Add(Pack(id)) : _long.Add(Encoding.UTF8.GetString(id));

    public bool Contains(ReadOnlySpan<byte> id) => id.Length <= ShortLength ? _short.Contains(Pack(id)) : _long.Count > 0 && _long.Contains(Encoding.UTF8.GetString(id));

    private static UInt128 Pack(ReadOnlySpan<byte> id)
    {
        Span<byte> octets = stackalloc byte[ShortLength + 1];
        octets.Clear();
        id.CopyTo(octets);
        octets[ShortLength] = (byte)id.Length;
        return BinaryPrimitives.ReadUInt128LittleEndian(octets);
    }
}
