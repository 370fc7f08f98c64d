namespace SmtpAdmin.Spf;

/// <summary>A set of addresses of both families, as ranges that neither overlap nor touch. Whole sets are added and taken out in one pass: a record of 64 KB has thousands of networks.</summary>
internal sealed class SpfAddressSet
{
    private const int Few = 8; // ranges that are quicker found than merged
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
        var at = FirstThatEndsFrom(ranges, first == UInt128.Zero ? first : first - UInt128.One);
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

    /// <summary>Adds the addresses of another set.</summary>
    public void Add(SpfAddressSet other)
    {
        for (var family = 0; family < _ranges.Length; family++)
        {
            if (other._ranges[family].Count <= Few)
            {
                foreach (var range in other._ranges[family]) Add(range);
                continue;
            }
            var merged = new List<SpfAddressRange>(_ranges[family].Count + other._ranges[family].Count);
            foreach (var range in Merge(_ranges[family], other._ranges[family]))
            {
                if (merged.Count > 0 && Reaches(merged[^1].Last, range.First)) merged[^1] = merged[^1] with { Last = UInt128.Max(merged[^1].Last, range.Last) };
                else merged.Add(range);
            }
            _ranges[family] = merged;
        }
    }

    /// <summary>Takes the addresses of another set out.</summary>
    public void Remove(SpfAddressSet other)
    {
        for (var family = 0; family < _ranges.Length; family++)
        {
            if (other._ranges[family].Count > Few) _ranges[family] = Without(_ranges[family], other._ranges[family]);
            else foreach (var range in other._ranges[family]) Remove(range);
        }
    }

    /// <summary>Takes the addresses of a range out.</summary>
    public void Remove(SpfAddressRange range)
    {
        var ranges = _ranges[range.IsIPv6 ? 1 : 0];
        var at = FirstThatEndsFrom(ranges, range.First);
        var count = 0;
        while (at + count < ranges.Count && ranges[at + count].First <= range.Last) count++;
        if (count == 0) return;
        var left = Without(ranges.GetRange(at, count), [range]);
        ranges.RemoveRange(at, count);
        ranges.InsertRange(at, left);
    }

    /// <summary>All addresses of a network are in the set.</summary>
    public bool Contains(SpfNetwork network)
    {
        var ranges = _ranges[network.IsIPv6 ? 1 : 0];
        var at = FirstThatEndsFrom(ranges, network.Last);
        return at < ranges.Count && ranges[at].First <= network.First;
    }

    /// <summary>All addresses of another set are in the set.</summary>
    public bool Contains(SpfAddressSet other)
    {
        var left = other.Copy();
        left.Remove(this);
        return left.IsEmpty;
    }

    /// <summary>Some address of a network is in the set.</summary>
    public bool Overlaps(SpfNetwork network)
    {
        var ranges = _ranges[network.IsIPv6 ? 1 : 0];
        var at = FirstThatEndsFrom(ranges, network.First);
        return at < ranges.Count && ranges[at].First <= network.Last;
    }

    /// <summary>A copy, to be changed apart.</summary>
    public SpfAddressSet Copy()
    {
        var copy = new SpfAddressSet();
        copy._ranges[0].AddRange(_ranges[0]);
        copy._ranges[1].AddRange(_ranges[1]);
        return copy;
    }

    /// <summary>Where the first range is that ends at an address or behind it.</summary>
    private static int FirstThatEndsFrom(List<SpfAddressRange> ranges, UInt128 address)
    {
        var (low, high) = (0, ranges.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (ranges[middle].Last < address) low = middle + 1;
            else high = middle;
        }
        return low;
    }

    /// <summary>The ranges of both, by their first addresses.</summary>
    private static IEnumerable<SpfAddressRange> Merge(List<SpfAddressRange> left, List<SpfAddressRange> right)
    {
        var (atLeft, atRight) = (0, 0);
        while (atLeft < left.Count || atRight < right.Count)
        {
            var takesLeft = atRight == right.Count || (atLeft < left.Count && left[atLeft].First <= right[atRight].First);
            yield return takesLeft ? left[atLeft++] : right[atRight++];
        }
    }

    private static List<SpfAddressRange> Without(List<SpfAddressRange> ranges, List<SpfAddressRange> gone)
    {
        var left = new List<SpfAddressRange>(ranges.Count);
        var at = 0;
        foreach (var range in ranges)
        {
            var first = range.First;
            var isUsedUp = false;
            while (at < gone.Count && gone[at].Last < first) at++;
            for (var next = at; next < gone.Count && gone[next].First <= range.Last && !isUsedUp; next++)
            {
                if (gone[next].First > first) left.Add(range with { First = first, Last = gone[next].First - UInt128.One });
                isUsedUp = gone[next].Last >= range.Last;
                if (!isUsedUp) first = gone[next].Last + UInt128.One;
            }
            if (!isUsedUp) left.Add(range with { First = first });
        }
        return left;
    }

    /// <summary>What ends at <paramref name="last"/> overlaps or touches what begins at <paramref name="first"/>, if it begins before.</summary>
    private static bool Reaches(UInt128 last, UInt128 first) => last == UInt128.MaxValue || last + UInt128.One >= first;
}
