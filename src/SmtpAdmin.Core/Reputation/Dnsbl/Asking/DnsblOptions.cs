namespace SmtpAdmin.Reputation;

/// <summary>How <see cref="DnsblChecker"/> asks.</summary>
public sealed record DnsblOptions
{
    /// <summary>The most that may be chosen for <see cref="Concurrency"/>.</summary>
    public const int MaxConcurrency = 10_000;

    /// <summary>As many as a resolver that answers each within 200 ms needs for a few thousand answers a second.</summary>
    public const int DefaultConcurrency = 500;

    /// <summary>How many targets and lists are under way at once, each pair of them counted.</summary>
    public int Concurrency { get; init; } = DefaultConcurrency;

    /// <summary>Ask the domain lists about a host's name, and the address lists about its addresses.</summary>
    public bool Resolve { get; init; }

    /// <summary>Ask about addresses too that no mail comes from over the Internet.</summary>
    public bool Force { get; init; }

    /// <summary>Believe a list without asking for its test entries first (RFC 5782 section 5).</summary>
    public bool SkipProviderTest { get; init; }

    /// <summary>What earlier runs saw: lists tested lately are not tested again, unless they say something new. Null without a memory.</summary>
    public DnsblWatch? Watch { get; init; }
}
