namespace SmtpAdmin.Reputation;

/// <summary>What a state file holds.</summary>
internal sealed class DnsblState
{
    /// <summary>What is known of each pair.</summary>
    public Dictionary<DnsblPairKey, DnsblPairState> Pairs { get; } = [];

    /// <summary>When each list last passed its test, in UTC.</summary>
    public Dictionary<DnsblTestKey, DateTimeOffset> Tests { get; } = [];

    /// <summary>The lists that tell nothing, by their zones.</summary>
    public Dictionary<string, DnsblBlindState> Blind { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Adds a pair; of two entries for the same pair the later stays.</summary>
    public void Add(DnsblPairState pair)
    {
        var key = new DnsblPairKey(pair.Target, pair.Zone);
        if (!Pairs.TryGetValue(key, out var there) || there.CheckedAt <= pair.CheckedAt) Pairs[key] = pair;
    }

    /// <summary>Adds a passed test; of two for the same list the later stays.</summary>
    public void Add(DnsblTestKey test, DateTimeOffset passedAt)
    {
        if (!Tests.TryGetValue(test, out var there) || there <= passedAt) Tests[test] = passedAt;
    }

    /// <summary>Adds a list that tells nothing; of two entries for the same list the later stays.</summary>
    public void AddBlind(DnsblBlindState blind)
    {
        if (!Blind.TryGetValue(blind.Zone, out var there) || there.CheckedAt <= blind.CheckedAt) Blind[blind.Zone] = blind;
    }

    /// <summary>The same entries, to be changed apart.</summary>
    public DnsblState Copy()
    {
        var copy = new DnsblState();
        foreach (var (key, pair) in Pairs) copy.Pairs.Add(key, pair);
        foreach (var (key, passedAt) in Tests) copy.Tests.Add(key, passedAt);
        foreach (var (zone, blind) in Blind) copy.Blind.Add(zone, blind);
        return copy;
    }
}
