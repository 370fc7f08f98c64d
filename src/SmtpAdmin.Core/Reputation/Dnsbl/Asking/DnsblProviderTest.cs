namespace SmtpAdmin.Reputation;

/// <summary>What a list's test entries showed.</summary>
public sealed record DnsblProviderTest
{
    /// <summary>The list's name; its zone when the catalogue lacks it.</summary>
    public required string Provider { get; init; }

    /// <summary>The list's zone. A key in it is shown as <c>{key}</c>.</summary>
    public required string Zone { get; init; }

    /// <summary>The verdict.</summary>
    public required DnsblProviderStatus Status { get; init; }

    /// <summary>What the list can be asked about from here.</summary>
    public IReadOnlyList<DnsblSubject> UsableFor { get; init => field = Indexable.Of(value); } = [];

    /// <summary>The look-ups that were made.</summary>
    public IReadOnlyList<DnsblTestQuery> Queries { get; init => field = Indexable.Of(value); } = [];

    /// <summary>What is wrong, and what to do.</summary>
    public IReadOnlyList<Finding> Findings { get; init => field = Indexable.Of(value); } = [];

    /// <summary>The list can be used for all that it holds.</summary>
    public bool Passed => Status == DnsblProviderStatus.Usable;

    /// <summary>How long the look-ups took, in milliseconds.</summary>
    public double DurationMs { get; init; }

    /// <summary>When the last answer came.</summary>
    public DateTimeOffset CheckedAt { get; init; }
}
