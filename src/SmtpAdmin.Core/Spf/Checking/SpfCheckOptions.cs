using SmtpAdmin.Dns;

namespace SmtpAdmin.Spf;

/// <summary>How senders are checked.</summary>
public sealed record SpfCheckOptions
{
    /// <summary>How many terms of a check may cost a look-up (RFC 7208 section 4.6.4).</summary>
    public const int MaxLookups = 10;

    /// <summary>How many look-ups of a check may find nothing (RFC 7208 section 4.6.4, where two are recommended).</summary>
    public int MaxVoidLookups { get; init; } = 2;

    /// <summary>How long a check may take as a whole; then it is a temporary error (RFC 7208 section 4.6.4, which wants 20 s at least).</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>A record that takes the place of what the sender's domain publishes; null for none.</summary>
    public SpfRecord? Record { get; init; }

    /// <summary>Records that take the place of what names publish.</summary>
    public IReadOnlyDictionary<DnsName, SpfRecord> Unpublished { get; init; } = new Dictionary<DnsName, SpfRecord>();

    /// <summary>Keep every term that is tried, with its look-ups.</summary>
    public bool Trace { get; init; }

    /// <summary>The name of the host that checks, for the macro <c>r</c> and the Received-SPF header; null when it does not matter, which is <c>unknown</c> (RFC 7208 section 7.3).</summary>
    public string? Receiver { get; init; }

    /// <summary>An answer of the DNS serves all checks of the checker for a while; else each check asks anew, and each question once.</summary>
    public bool ShareLookups { get; init; } = true;

    /// <summary>How many senders are checked at once.</summary>
    public int Concurrency { get; init; } = 100;

    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range.</exception>
    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfNegative(MaxVoidLookups);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(Timeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Timeout, TimeSpan.FromHours(1));
        ArgumentOutOfRangeException.ThrowIfLessThan(Concurrency, 1);
    }
}
