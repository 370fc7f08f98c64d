namespace SmtpAdmin.Reputation;

/// <summary>What lists have said of one target. Written by whoever reads the results, so by one thread at a time.</summary>
internal sealed class DnsblTargetTally
{
    private readonly int[] _counts = new int[Enum.GetValues<DnsblStatus>().Length];
    private readonly List<string> _listedOn = [];
    private readonly List<string> _undecidedOn = [];
    private DnsblSeverity? _worst;

    /// <summary>How many results are to come in all.</summary>
    public int Expected { get; set; }

    /// <summary>How many have come.</summary>
    public int Count { get; private set; }

    public int Changes { get; private set; }

    public bool IsComplete => Count >= Expected;

    public int this[DnsblStatus status] => _counts[(int)status];

    /// <summary>No list said anything that counts.</summary>
    public bool IsUndecided => this[DnsblStatus.Listed] + this[DnsblStatus.NotListed] + this[DnsblStatus.Allowed] == 0;

    public void Add(DnsblResult result)
    {
        Count++;
        _counts[(int)result.Status]++;
        if (result.Change is not null) Changes++;
        if (result.Status == DnsblStatus.Listed)
        {
            _listedOn.Add(result.Provider);
            if (_worst is null || result.Severity > _worst) _worst = result.Severity;
        }
        else if (result.Status is DnsblStatus.Unknown or DnsblStatus.Refused or DnsblStatus.Broken && result.Provider.Length > 0)
        {
            _undecidedOn.Add(result.Provider);
        }
    }

    public DnsblSummary ToSummary(DnsblTarget target, DateTimeOffset now) => new()
    {
        Target = target.Text,
        Input = target.Input,
        Status = Enum.GetValues<DnsblStatus>().Where(status => this[status] > 0).DefaultIfEmpty(DnsblStatus.Unknown).MaxBy(DnsblSummary.Rank),
        Severity = _worst,
        ListedOn = [.. _listedOn.Order(StringComparer.OrdinalIgnoreCase)],
        UndecidedOn = [.. _undecidedOn.Order(StringComparer.OrdinalIgnoreCase)],
        Listed = this[DnsblStatus.Listed],
        NotListed = this[DnsblStatus.NotListed],
        Allowed = this[DnsblStatus.Allowed],
        Refused = this[DnsblStatus.Refused],
        Broken = this[DnsblStatus.Broken],
        Unknown = this[DnsblStatus.Unknown],
        Changes = Changes,
        CheckedAt = now,
    };
}
