namespace SmtpAdmin.Dns;

/// <summary>
/// Answers for as long as they may be kept: positive ones by their records' time to live, negative ones by their SOA
/// (RFC 2308 section 5). Failures are not kept. When it is full, what was used longest ago goes.
/// </summary>
internal sealed class DnsCache(int capacity, TimeProvider time)
{
    private static readonly TimeSpan MaxPositive = TimeSpan.FromDays(1);
    private static readonly TimeSpan MaxNegative = TimeSpan.FromHours(1);
    private readonly Dictionary<DnsKey, LinkedListNode<Entry>> _entries = [];
    private readonly LinkedList<Entry> _byUse = new(); // the latest used first

    /// <summary>How many answers are kept.</summary>
    public int Count
    {
        get
        {
            lock (_entries) return _entries.Count;
        }
    }

    /// <summary>Finds an answer that is still good. Its records' time to live is what is left of it.</summary>
    public DnsAnswer? Find(DnsName name, DnsType type)
    {
        Entry entry;
        TimeSpan age;
        lock (_entries)
        {
            // A name that does not exist has no record of any type (RFC 8020).
            if (!_entries.TryGetValue(new DnsKey(name, type), out var node) && !_entries.TryGetValue(new DnsKey(name, DnsType.None), out node)) return null;
            entry = node.Value;
            age = time.GetElapsedTime(entry.StoredAt);
            if (age >= entry.Lifetime)
            {
                Remove(node);
                return null;
            }
            _byUse.Remove(node);
            _byUse.AddFirst(node);
        }
        return entry.Answer with
        {
            Name = name,
            Type = type,
            Records = Aged(entry.Answer.Records, age),
            Aliases = Aged(entry.Answer.Aliases, age),
            Authority = Aged(entry.Answer.Authority, age),
            Duration = TimeSpan.Zero,
            FromCache = true,
        };
    }

    /// <summary>Keeps an answer if it may be kept.</summary>
    public void Store(DnsAnswer answer)
    {
        var lifetime = Lifetime(answer);
        if (lifetime <= TimeSpan.Zero) return;
        var type = answer is { Outcome: DnsOutcome.NxDomain, Aliases.Count: 0 } ? DnsType.None : answer.Type;
        var entry = new Entry(new DnsKey(answer.Name, type), answer, time.GetTimestamp(), lifetime);
        lock (_entries)
        {
            if (_entries.TryGetValue(entry.Key, out var old)) Remove(old);
            else if (_entries.Count >= capacity) Remove(_byUse.Last!);
            _entries.Add(entry.Key, _byUse.AddFirst(entry));
        }
    }

    private static TimeSpan Lifetime(DnsAnswer answer)
    {
        var least = MaxPositive;
        foreach (var alias in answer.Aliases) least = Least(least, alias.TimeToLive);
        switch (answer.Outcome)
        {
            case DnsOutcome.Answer:
                foreach (var record in answer.Records) least = Least(least, record.TimeToLive);
                return least;
            case DnsOutcome.NoData or DnsOutcome.NxDomain:
                foreach (var record in answer.Authority)
                {
                    if (record is SoaRecord soa) return Least(Least(least, MaxNegative), Least(soa.TimeToLive, soa.Minimum));
                }
                return TimeSpan.Zero; // without SOA it should not be kept
            default:
                return TimeSpan.Zero;
        }
    }

    private static TimeSpan Least(TimeSpan left, TimeSpan right) => left < right ? left : right;

    /// <summary>Whole seconds that have passed are taken off, as a resolver's own answers would show.</summary>
    private static IReadOnlyList<T> Aged<T>(IReadOnlyList<T> records, TimeSpan age)
        where T : DnsRecord
    {
        var passed = TimeSpan.FromSeconds(Math.Floor(age.TotalSeconds));
        if (records.Count == 0 || passed == TimeSpan.Zero) return records;
        return [.. records.Select(record => record with { TimeToLive = record.TimeToLive > passed ? record.TimeToLive - passed : TimeSpan.Zero })];
    }

    private void Remove(LinkedListNode<Entry> node)
    {
        _entries.Remove(node.Value.Key);
        _byUse.Remove(node);
    }

    private readonly record struct Entry(DnsKey Key, DnsAnswer Answer, long StoredAt, TimeSpan Lifetime);
}
