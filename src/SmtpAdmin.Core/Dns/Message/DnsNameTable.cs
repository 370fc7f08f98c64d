namespace SmtpAdmin.Dns;

/// <summary>
/// The names that a server's responses keep repeating (its zones, their servers), so that each is held once. A slot holds the
/// latest name that fell on it; losing a race between threads costs a copy and nothing more.
/// </summary>
internal sealed class DnsNameTable
{
    private readonly DnsName?[] _slots = new DnsName?[64];

    /// <param name="wire">A checked wire form.</param>
    public DnsName Get(ReadOnlySpan<byte> wire)
    {
        var hash = (uint)wire.Length;
        foreach (var octet in wire) hash = (hash * 31) + octet;
        ref var slot = ref _slots[hash % (uint)_slots.Length];
        if (slot is { } held && held.Wire.SequenceEqual(wire)) return held;
        return slot = DnsName.FromCheckedWire(wire.ToArray());
    }
}
