using SmtpAdmin.Dns;

namespace SmtpAdmin.Spf;

/// <summary>How records are checked.</summary>
public sealed record SpfRecordCheckOptions
{
    /// <summary>How many look-ups of a check may find nothing (RFC 7208 section 4.6.4, where two are recommended).</summary>
    public int MaxVoidLookups { get; init; } = 2;

    /// <summary>How long the look-ups for one domain may take as a whole; what is not known by then stays unknown.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Records that take the place of what names publish.</summary>
    public IReadOnlyDictionary<DnsName, SpfRecord> Unpublished { get; init; } = new Dictionary<DnsName, SpfRecord>();

    /// <summary>What is known for one domain is known for the next; else each is asked for anew. Within one it always is.</summary>
    public bool ShareLookups { get; init; } = true;

    /// <summary>How many domains are checked at once.</summary>
    public int Concurrency { get; init; } = 32;

    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range.</exception>
    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfNegative(MaxVoidLookups);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(Timeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Timeout, TimeSpan.FromHours(1));
        ArgumentOutOfRangeException.ThrowIfLessThan(Concurrency, 1);
    }
}
