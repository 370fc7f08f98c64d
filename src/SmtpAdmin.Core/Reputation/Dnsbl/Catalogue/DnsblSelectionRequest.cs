namespace SmtpAdmin.Reputation;

/// <summary>Which lists a run is to ask.</summary>
public sealed class DnsblSelectionRequest
{
    /// <summary>Names of lists, names with the wildcards * and ?, and zones; none for all that can be asked.</summary>
    public IReadOnlyList<string> Provider { get; init; } = [];

    /// <summary>What is left out, by name, wildcard or zone.</summary>
    public IReadOnlyList<string> ExcludeProvider { get; init; } = [];

    /// <summary>The kinds of list; none for all. Lists that are named one by one are asked whatever their kind.</summary>
    public IReadOnlyList<DnsblCategory> Category { get; init; } = [];

    /// <summary>The key for Spamhaus's Data Query Service; null without one. It is a secret.</summary>
    public string? Key { get; init; }
}
