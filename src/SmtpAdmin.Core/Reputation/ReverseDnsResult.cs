using System.Net;

namespace SmtpAdmin.Reputation;

/// <summary>What is known of one address's reverse DNS.</summary>
public sealed record ReverseDnsResult
{
    /// <summary>What was asked for: the address, block or host name as given.</summary>
    public required string Target { get; init; }

    /// <summary>The address; null when a host name was given that has none.</summary>
    public IPAddress? IPAddress { get; init; }

    /// <summary>The verdict.</summary>
    public required ReverseDnsStatus Status { get; init; }

    /// <summary>All PTR names, in ASCII.</summary>
    public IReadOnlyList<string> PtrName { get; init => field = Indexable.Of(value); } = [];

    /// <summary>A PTR name leads back to the address (RFC 8601 section 3, policy "iprev").</summary>
    public bool ForwardConfirmed => Status == ReverseDnsStatus.Pass;

    /// <summary>The PTR name that leads back: the HELO name or one that does not look generic, where there is a choice.</summary>
    public string? ConfirmedName { get; init; }

    /// <summary>The PTR names with the addresses that they lead to.</summary>
    public IReadOnlyList<ForwardName> Names { get; init => field = Indexable.Of(value); } = [];

    /// <summary>The name spells the address or says that it is a dial-up or pool address: filters punish that.</summary>
    public bool IsGeneric { get; init; }

    /// <summary>The HELO name that was checked; null when none was given.</summary>
    public string? HeloName { get; init; }

    /// <summary>How the HELO name fits.</summary>
    public HeloStatus HeloStatus { get; init; }

    /// <summary>Nothing that was asked for is wrong or unknown: <see cref="Status"/> is a pass, and the HELO name, where one was given, leads to the address.</summary>
    public bool Passed => Status == ReverseDnsStatus.Pass && HeloStatus is HeloStatus.NotChecked or HeloStatus.Pass or HeloStatus.NotInPtr;

    /// <summary>What is wrong, and what to ask the provider of the address for.</summary>
    public IReadOnlyList<Finding> Findings { get; init => field = Indexable.Of(value); } = [];

    /// <summary>How long the check took, in milliseconds.</summary>
    public double DurationMs { get; init; }
}
