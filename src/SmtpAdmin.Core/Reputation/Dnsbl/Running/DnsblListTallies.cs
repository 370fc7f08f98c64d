namespace SmtpAdmin.Reputation;

/// <summary>What each list has said in a run.</summary>
internal sealed class DnsblListTallies
{
    private readonly Dictionary<DnsblList, DnsblListTally> _lists = [];

    /// <summary>The lists that were asked, by name.</summary>
    public IEnumerable<DnsblListTally> Asked => _lists.Values.OrderBy(list => list.List.Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>The lists that told nothing of any target, by name.</summary>
    public IEnumerable<DnsblListTally> Blind => Asked.Where(list => list.IsBlind);

    /// <summary>What all of them have said.</summary>
    public DnsblCounts Sum()
    {
        var sum = new DnsblCounts();
        foreach (var list in _lists.Values) sum.Add(list.Counts);
        return sum;
    }

    public DnsblListTally Of(DnsblList list)
    {
        if (!_lists.TryGetValue(list, out var tally)) _lists.Add(list, tally = new DnsblListTally(list));
        return tally;
    }
}
