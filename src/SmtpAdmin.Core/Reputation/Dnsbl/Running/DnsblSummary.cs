namespace SmtpAdmin.Reputation;

/// <summary>What all lists that were asked say of one target.</summary>
public sealed record DnsblSummary
{
    /// <summary>The address or domain.</summary>
    public required string Target { get; init; }

    /// <summary>What was given: the target itself, the block that it is of, or the host whose address it is.</summary>
    public required string Input { get; init; }

    /// <summary>The worst that any list said: a listing first, then what is not known, then <see cref="DnsblStatus.NotListed"/>.</summary>
    public required DnsblStatus Status { get; init; }

    /// <summary>What the opinion of the most important list that holds it is worth; null when none does.</summary>
    public DnsblSeverity? Severity { get; init; }

    /// <summary>The lists that hold it.</summary>
    public IReadOnlyList<string> ListedOn { get; init => field = Indexable.Of(value); } = [];

    /// <summary>The lists of which nothing is known: unknown, refused and broken.</summary>
    public IReadOnlyList<string> UndecidedOn { get; init => field = Indexable.Of(value); } = [];

    /// <summary>How many lists hold it.</summary>
    public int Listed { get; init; }

    /// <summary>How many lists do not.</summary>
    public int NotListed { get; init; }

    /// <summary>How many allow lists vouch for it.</summary>
    public int Allowed { get; init; }

    /// <summary>How many lists refused to answer.</summary>
    public int Refused { get; init; }

    /// <summary>How many lists cannot be believed.</summary>
    public int Broken { get; init; }

    /// <summary>How many lists gave no answer.</summary>
    public int Unknown { get; init; }

    /// <summary>How many lists say something else than in earlier runs; 0 without a state file.</summary>
    public int Changes { get; init; }

    /// <summary>When the last answer came.</summary>
    public DateTimeOffset CheckedAt { get; init; }

    /// <summary>What is not known might be a listing, so it is worse than to be not listed.</summary>
    internal static int Rank(DnsblStatus status) => status switch
    {
        DnsblStatus.Listed => 5,
        DnsblStatus.Unknown => 4,
        DnsblStatus.Refused => 3,
        DnsblStatus.Broken => 2,
        DnsblStatus.NotListed => 1,
        _ => 0,
    };
}
