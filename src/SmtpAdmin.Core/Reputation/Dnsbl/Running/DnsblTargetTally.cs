namespace SmtpAdmin.Reputation;

/// <summary>What lists have said of one target. Written by whoever reads the results, so by one thread at a time.</summary>
internal sealed class DnsblTargetTally
{
    // Most targets have neither, and a block has very many targets.
    private List<(string Provider, DnsblSeverity Severity)>? _listedOn;
    private List<string>? _undecidedOn;
    private int _blacklists; // that have said something or nothing
    private int _silentBlacklists; // of those, the ones of which nothing is known

    /// <summary>How many results are to come in all.</summary>
    public int Expected { get; set; }

    /// <summary>How many have come.</summary>
    public int Count { get; private set; }

    public int Changes { get; private set; }

    /// <summary>How many of the lists hold nothing of its kind.</summary>
    public int OfOtherKind { get; private set; }

    public DnsblCounts Counts { get; } = new();

    public bool IsComplete => Count >= Expected;

    /// <summary>
    /// No list said anything that counts: neither a listing nor an answer of a blacklist. What an allow list says counts only where nothing
    /// but allow lists was asked.
    /// </summary>
    public bool IsUndecided => Counts[DnsblStatus.Listed] == 0 && (_blacklists > 0 ? _silentBlacklists == _blacklists : Counts.Decided == 0);

    /// <summary>A list was asked about it.</summary>
    public bool WasAsked { get; private set; }

    /// <summary>Its summary was given.</summary>
    public bool IsOut { get; set; }

    /// <summary>Adds a result.</summary>
    /// <param name="result">The result.</param>
    /// <param name="list">The list that it is of; null when none was asked.</param>
    public void Add(DnsblResult result, DnsblListTally? list)
    {
        Count++;
        Counts.Add(result.Status);
        if (result.Change is not null) Changes++;
        if (list is null) return;
        WasAsked = true;
        var isUndecided = !DnsblPairState.IsConclusive(result.Status);
        if (result.Findings is [{ Code: DnsblFindings.OtherKind }, ..]) OfOtherKind++;
        if (isUndecided) (_undecidedOn ??= []).Add(result.Provider);
        else if (result.Status == DnsblStatus.Listed) (_listedOn ??= []).Add((result.Provider, result.Severity));
        if (list.IsAllowList) return;
        _blacklists++;
        if (isUndecided) _silentBlacklists++;
    }

    /// <summary>A list's answer is not what it was taken for.</summary>
    public void TakeBack(DnsblListTally list, DnsblStatus from, DnsblStatus to)
    {
        var provider = list.List.Name;
        Counts.Move(from, to);
        if (!list.IsAllowList) _silentBlacklists++;
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
