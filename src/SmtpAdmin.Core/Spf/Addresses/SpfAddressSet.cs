namespace SmtpAdmin.Spf;

/// <summary>A set of addresses of both families, as ranges that neither overlap nor touch.</summary>
internal sealed class SpfAddressSet
{
    private readonly List<SpfAddressRange>[] _ranges = [[], []]; // IPv4, IPv6; sorted

    /// <summary>There is no address in it.</summary>
    public bool IsEmpty => _ranges[0].Count + _ranges[1].Count == 0;

    /// <summary>The ranges, IPv4 first, in their order.</summary>
    public IEnumerable<SpfAddressRange> Ranges => _ranges[0].Concat(_ranges[1]);

    /// <summary>The fewest networks that have just these addresses, IPv4 first, in their order.</summary>
    public IEnumerable<SpfNetwork> Networks => Ranges.SelectMany(range => range.Networks());

    /// <summary>How many IPv4 addresses there are.</summary>
    public long Count4 => _ranges[0].Sum(range => (long)(range.Last - range.First) + 1);

    /// <summary>Adds the addresses of a network.</summary>
    public void Add(SpfNetwork network) => Add(SpfAddressRange.Of(network));

    /// <summary>Adds the addresses of a range.</summary>
    public void Add(SpfAddressRange range)
    {
        var ranges = _ranges[range.IsIPv6 ? 1 : 0];
        var (first, last) = (range.First, range.Last);
        var at = ranges.FindIndex(other => Reaches(other.Last, first));
        if (at < 0) at = ranges.Count;
        var count = 0;
        while (at + count < ranges.Count && Reaches(last, ranges[at + count].First))
        {
            first = UInt128.Min(first, ranges[at + count].First);
            last = UInt128.Max(last, ranges[at + count].Last);
            count++;
        }
        ranges.RemoveRange(at, count);
        ranges.Insert(at, new SpfAddressRange(range.IsIPv6, first, last));
    }

    /// <summary>Takes the addresses of another set out.</summary>
    public void Remove(SpfAddressSet other)
    {
        foreach (var range in other.Ranges) Remove(range);
    }

    /// <summary>Takes the addresses of a range out.</summary>
    public void Remove(SpfAddressRange range)
    {
        var ranges = _ranges[range.IsIPv6 ? 1 : 0];
        for (var at = ranges.Count - 1; at >= 0; at--)
        {
            var known = ranges[at];
            if (known.Last < range.First || known.First > range.Last) continue;
            ranges.RemoveAt(at);
            if (known.Last > range.Last) ranges.Insert(at, known with { First = range.Last + UInt128.One });
            if (known.First < range.First) ranges.Insert(at, known with { Last = range.First - UInt128.One });
        }
    }

    /// <summary>All addresses of a network are in the set.</summary>
    public bool Contains(SpfNetwork network) =>
        _ranges[network.IsIPv6 ? 1 : 0].Exists(range => range.First <= network.First && range.Last >= network.Last);

    /// <summary>Some address of a network is in the set.</summary>
    public bool Overlaps(SpfNetwork network) =>
        _ranges[network.IsIPv6 ? 1 : 0].Exists(range => range.First <= network.Last && range.Last >= network.First);

    /// <summary>A copy, to be changed apart.</summary>
    public SpfAddressSet Copy()
    {
        var copy = new SpfAddressSet();
        copy._ranges[0].AddRange(_ranges[0]);
        copy._ranges[1].AddRange(_ranges[1]);
        return copy;
    }

    /// <summary>What ends at <paramref name="last"/> overlaps or touches what begins at <paramref name="first"/>, if it begins before.</summary>
    private static bool Reaches(UInt128 last, UInt128 first) => last == UInt128.MaxValue || last + UInt128.One >= first;
}
