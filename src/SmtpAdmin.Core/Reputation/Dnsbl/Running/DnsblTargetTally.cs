namespace SmtpAdmin.Reputation;

/// <summary>What lists have said of one target. Written by whoever reads the results, so by one thread at a time.</summary>
internal sealed class DnsblTargetTally
{
    // Most targets have neither, and a block has very many targets.
    private List<(string Provider, DnsblSeverity Severity)>? _listedOn;
    private List<string>? _undecidedOn;

    /// <summary>How many results are to come in all.</summary>
    public int Expected { get; set; }

    /// <summary>How many have come.</summary>
    public int Count { get; private set; }

    public int Changes { get; private set; }

    public DnsblCounts Counts { get; } = new();

    public bool IsComplete => Count >= Expected;

    /// <summary>No list said anything that counts.</summary>
    public bool IsUndecided => Counts.Decided == 0;

    /// <summary>A list was asked about it.</summary>
    public bool WasAsked { get; private set; }

    /// <summary>Its summary was given.</summary>
    public bool IsOut { get; set; }

    public void Add(DnsblResult result)
    {
        Count++;
        Counts.Add(result.Status);
        if (result.Change is not null) Changes++;
        if (result.Provider.Length == 0) return;
        WasAsked = true;
        if (result.Status == DnsblStatus.Listed) (_listedOn ??= []).Add((result.Provider, result.Severity));
        else if (result.Status is DnsblStatus.Unknown or DnsblStatus.Refused or DnsblStatus.Broken) (_undecidedOn ??= []).Add(result.Provider);
    }

    /// <summary>A list's answer is not what it was taken for.</summary>
    public void TakeBack(string provider, DnsblStatus from, DnsblStatus to)
    {
        Counts.Move(from, to);
        if (from == DnsblStatus.Listed) _listedOn!.RemoveAt(_listedOn.FindIndex(listing => listing.Provider == provider));
        (_undecidedOn ??= []).Add(provider);
    }

    public DnsblSummary ToSummary(DnsblTarget target, DateTimeOffset now) => new()
    {
        Target = target.Text,
        Input = target.Input,
        Status = Enum.GetValues<DnsblStatus>().Where(status => Counts[status] > 0).DefaultIfEmpty(DnsblStatus.Unknown).MaxBy(DnsblSummary.Rank),
        Severity = _listedOn is not { Count: > 0 } ? null : _listedOn.Max(listing => listing.Severity),
        ListedOn = [.. (_listedOn ?? []).Select(listing => listing.Provider).Order(StringComparer.OrdinalIgnoreCase)],
        UndecidedOn = [.. (_undecidedOn ?? []).Order(StringComparer.OrdinalIgnoreCase)],
        Listed = Counts[DnsblStatus.Listed],
        NotListed = Counts[DnsblStatus.NotListed],
        Allowed = Counts[DnsblStatus.Allowed],
        Refused = Counts[DnsblStatus.Refused],
        Broken = Counts[DnsblStatus.Broken],
        Unknown = Counts[DnsblStatus.Unknown],
        Changes = Changes,
        CheckedAt = now,
    };
}
