using SmtpAdmin.Dns;

namespace SmtpAdmin.Provisioning;

/// <summary>What became of one record set.</summary>
public sealed record DnsPublication : IDnsRecordSource
{
    /// <summary>The owner, in ASCII without a dot at the end.</summary>
    public string Name => After.Name;

    /// <summary>The type.</summary>
    public DnsType Type => After.Type;

    /// <summary>What became of it.</summary>
    public required DnsPublishStatus Status { get; init; }

    /// <summary>The zone that it is in.</summary>
    public required string Zone { get; init; }

    /// <summary>The server that was asked and told.</summary>
    public required string Server { get; init; }

    /// <summary>What was there; without records where there was nothing.</summary>
    public required DnsRecordSet Before { get; init; }

    /// <summary>What is to be there; without records where there is to be nothing.</summary>
    public required DnsRecordSet After { get; init; }

    /// <summary>More about what became of it, as sentences; empty where there is none.</summary>
    public string Detail { get; init; } = "";

    /// <summary>It is as it is to be.</summary>
    public bool Passed => Status is DnsPublishStatus.Unchanged or DnsPublishStatus.Published or DnsPublishStatus.Removed;

    /// <summary>What is to be there, for what comes next: to wait for it, or to export it.</summary>
    public IReadOnlyList<DnsRecordSet> RecordSets => new[] { After };

    /// <inheritdoc/>
    public override string ToString() => $"{Status}: {Name} {DnsTypeText.Of(Type)}";
}
