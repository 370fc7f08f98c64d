using SmtpAdmin.Dns;

namespace SmtpAdmin.Provisioning;

/// <summary>What came of waiting for one record set.</summary>
public sealed record DnsWaitResult : IDnsRecordSource
{
    /// <summary>The owner, in ASCII without a dot at the end.</summary>
    public string Name => Wanted.Name;

    /// <summary>The type.</summary>
    public DnsType Type => Wanted.Type;

    /// <summary>What is to be there; without records where there is to be nothing.</summary>
    public required DnsRecordSet Wanted { get; init; }

    /// <summary>What all servers together say: visible when each shows it, and unknown where none contradicts but not all answer.</summary>
    public required DnsWaitStatus Status { get; init; }

    /// <summary>Every server shows it.</summary>
    public bool Passed => Status == DnsWaitStatus.Visible;

    /// <summary>What each server says, in the order of the zone.</summary>
    public IReadOnlyList<DnsWaitServer> Servers { get; init => field = Indexable.Of(value); } = [];

    /// <summary>How long it was waited, in milliseconds.</summary>
    public double WaitedMs { get; init; }

    /// <summary>For how many seconds from then on resolvers may still serve what was there before; null where that is not known.</summary>
    public long? StaleSeconds { get; init; }

    /// <summary>Until when that is; null where it is not known, or where servers do not yet show what is to be there.</summary>
    public DateTimeOffset? StaleUntil { get; init; }

    /// <summary>What is to be known, and what to do about it.</summary>
    public IReadOnlyList<Finding> Findings { get; init => field = Indexable.Of(value); } = [];

    /// <summary>What is to be there, for what comes next.</summary>
    public IReadOnlyList<DnsRecordSet> RecordSets => new[] { Wanted };

    /// <inheritdoc/>
    public override string ToString() => $"{Name} {DnsTypeText.Of(Type)}: {Status}";
}
