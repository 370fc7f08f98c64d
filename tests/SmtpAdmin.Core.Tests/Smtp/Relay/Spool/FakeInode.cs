namespace SmtpAdmin.Core.Tests.Smtp.Relay;

/// <summary>A file's octets: as a program sees them, as they are on the disk, and what is between the two.</summary>
internal sealed class FakeInode
{
    private const int Sector = 512; // octets

    private readonly List<(long Offset, byte[] Octets)> _unsynced = []; // a truncation has no octets
    private byte[] _durable;
    private byte[] _view;
    private int _length;

    public FakeInode(byte[] octets)
    {
        _durable = [.. octets];
        _view = [.. octets];
        _length = octets.Length;
    }

    public ReadOnlySpan<byte> View => _view.AsSpan(0, _length);

    public void Write(long offset, ReadOnlySpan<byte> octets)
    {
        if (octets.IsEmpty) return;
        Set(ref _view, ref _length, offset, octets);
        _unsynced.Add((offset, octets.ToArray()));
    }

    public void Truncate(long length)
    {
        if (length < _length) _view.AsSpan((int)length.._length).Clear();
        _length = (int)length;
        _unsynced.Add((length, []));
    }

    public void Sync()
    {
        foreach (var (offset, octets) in _unsynced) Apply(ref _durable, offset, octets);
        _unsynced.Clear();
    }

    /// <summary>The system reports a failed sync once, and then takes what it could not write for written.</summary>
    public void FailSync(Random random)
    {
        _durable = Survive(random, 1);
        _unsynced.Clear();
    }

    public FakeInode AfterPowerCut(Random random, int kept) => new(Survive(random, kept));

    /// <summary>What is on the disk if of what is between any sector may be there: with 0 none, with 1 any, with 2 all.</summary>
    private byte[] Survive(Random random, int kept)
    {
        var octets = (byte[])_durable.Clone();
        foreach (var (offset, written) in _unsynced)
        {
            if (written.Length == 0 && random.Next(2) < kept) Apply(ref octets, offset, written);
            for (var at = 0; at < written.Length;)
            {
                var size = (int)Math.Min(Sector - ((offset + at) % Sector), written.Length - at);
                if (random.Next(2) < kept) Apply(ref octets, offset + at, written.AsSpan(at, size));
                at += size;
            }
        }
        if (kept == 1 && octets.Length < _length && random.Next(2) == 0) Array.Resize(ref octets, random.Next(octets.Length, _length + 1));
        return octets;
    }

    private static void Apply(ref byte[] target, long offset, ReadOnlySpan<byte> octets)
    {
        var length = target.Length;
        if (octets.IsEmpty) Array.Resize(ref target, (int)offset);
        else Set(ref target, ref length, offset, octets, isExact: true);
    }

    private static void Set(ref byte[] target, ref int length, long offset, ReadOnlySpan<byte> octets, bool isExact = false)
    {
        var end = (int)offset + octets.Length;
        if (end > target.Length) Array.Resize(ref target, isExact ? end : Math.Max(end, target.Length * 2));
        octets.CopyTo(target.AsSpan((int)offset));
        length = Math.Max(length, end);
    }
}
