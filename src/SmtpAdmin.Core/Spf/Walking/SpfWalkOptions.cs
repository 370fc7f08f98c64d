using SmtpAdmin.Dns;

namespace SmtpAdmin.Spf;

/// <summary>How records are read for every sender at once.</summary>
internal sealed record SpfWalkOptions
{
    /// <summary>How many records are read at most: a valid one has ten within it, a broken one may name any number.</summary>
    public const int MaxRecords = 100;

    /// <summary>How many look-ups are made for terms at most, for the same reason.</summary>
    public const int MaxLookups = 500;

    /// <summary>Records that take the place of what names publish.</summary>
    public IReadOnlyDictionary<DnsName, SpfRecord> Unpublished { get; init; } = new Dictionary<DnsName, SpfRecord>();

    /// <summary>When it is cancelled, what is not known by then stays unknown.</summary>
    public CancellationToken TimeLimit { get; init; }
}
