namespace SmtpAdmin.Reputation;

/// <summary>What one list says of one target.</summary>
public sealed record DnsblResult
{
    /// <summary>The address or domain that was asked about.</summary>
    public required string Target { get; init; }

    /// <summary>What was given: the target itself, the block that it is of, or the host whose address it is.</summary>
    public required string Input { get; init; }

    /// <summary>The list's name; its zone when the catalogue lacks it; empty when no list was asked.</summary>
    public required string Provider { get; init; }

    /// <summary>The list's zone. A key in it is shown as <c>{key}</c>.</summary>
    public required string Zone { get; init; }

    /// <summary>Whether an address or a domain was asked about.</summary>
    public required DnsblKind Kind { get; init; }

    /// <summary>The verdict.</summary>
    public required DnsblStatus Status { get; init; }

    /// <summary>The addresses that the list answered with.</summary>
    public IReadOnlyList<string> Codes { get; init => field = Indexable.Of(value); } = [];

    /// <summary>What the list means by them.</summary>
    public IReadOnlyList<string> Meanings { get; init => field = Indexable.Of(value); } = [];

    /// <summary>The list's own words on this target (its TXT record, RFC 5782 section 2.1); null when it has none.</summary>
    public string? Reason { get; init; }

    /// <summary>What this list's opinion is worth.</summary>
    public DnsblSeverity Severity { get; init; }

    /// <summary>What to put right before asking for removal.</summary>
    public string Prerequisites { get; init; } = "";

    /// <summary>The page for look-up and removal, with the target filled in where the page takes it.</summary>
    public string DelistUrl { get; init; } = "";

    /// <summary>How a listing ends: by itself, on request, for money.</summary>
    public string Policy { get; init; } = "";

    /// <summary>The name that was looked up. A key in it is shown as <c>{key}</c>.</summary>
    public string QueriedName { get; init; } = "";

    /// <summary>When the listing was first seen, the one that ended where it was <see cref="DnsblChange.Removed"/>; null without a state file, and where there is none.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>What changed since the last runs; null when nothing did, and without a state file.</summary>
    public DnsblChange? Change { get; init; }

    /// <summary>What the status means here, and what to do.</summary>
    public IReadOnlyList<Finding> Findings { get; init => field = Indexable.Of(value); } = [];

    /// <summary>How long the look-ups took, in milliseconds.</summary>
    public double DurationMs { get; init; }

    /// <summary>When the answer came.</summary>
    public DateTimeOffset CheckedAt { get; init; }
}
