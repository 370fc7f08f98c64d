using System.Net;

namespace SmtpAdmin.Dns;

/// <summary>What is known after a look-up. Immutable; safe to share between callers.</summary>
public sealed record DnsAnswer
{
    /// <summary>The name that was asked for.</summary>
    public required DnsName Name { get; init; }

    /// <summary>The type that was asked for.</summary>
    public required DnsType Type { get; init; }

    /// <summary>How the look-up ended.</summary>
    public required DnsOutcome Outcome { get; init; }

    /// <summary>The records of the type asked for, at the end of any CNAME chain.</summary>
    public IReadOnlyList<DnsRecord> Records { get; init; } = [];

    /// <summary>The CNAME records followed on the way, in order.</summary>
    public IReadOnlyList<CnameRecord> Aliases { get; init; } = [];

    /// <summary>The authority section: SOA for a negative answer, NS for a referral.</summary>
    public IReadOnlyList<DnsRecord> Authority { get; init; } = [];

    /// <summary>The response code (RFC 1035 section 4.1.1, extended by RFC 6891 section 6.1.3); -1 when no answer came.</summary>
    public int Rcode { get; init; } = -1;

    /// <summary>The resolver says that it validated the answer by DNSSEC (AD bit, RFC 6840 section 5.8). As trustworthy as the path to it.</summary>
    public bool AuthenticatedData { get; init; }

    /// <summary>The answer comes from the zone's own server (AA bit).</summary>
    public bool Authoritative { get; init; }

    /// <summary>The server that answered, or the last one tried; null from a cache of negative knowledge or when none is configured.</summary>
    public IPEndPoint? Server { get; init; }

    /// <summary>From the question to the verdict, retries included; zero from the cache.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>The answer came from the cache.</summary>
    public bool FromCache { get; init; }

    /// <summary>What went wrong, in words; empty when nothing did.</summary>
    public string Detail { get; init; } = "";

    /// <summary>How the look-up ended, with what went wrong, for a message.</summary>
    internal string OutcomeText => Detail.Length == 0 ? Outcome.ToString() : $"{Outcome} ({PlainText.Excerpt(Detail.TrimEnd('.'), 200)})";

    /// <summary>The outcome says something about the name: it is an answer, no data, or no such name.</summary>
    public bool IsConclusive => Outcome is DnsOutcome.Answer or DnsOutcome.NoData or DnsOutcome.NxDomain;

    /// <summary>How long resolvers may keep that there is nothing, by the SOA that came along (RFC 2308 section 5); null without one.</summary>
    internal TimeSpan? NegativeTimeToLive =>
        Authority.Concat(Records).OfType<SoaRecord>().FirstOrDefault() is { } soa ? (soa.Minimum < soa.TimeToLive ? soa.Minimum : soa.TimeToLive) : null;

    /// <summary>The name that holds the records: the end of the CNAME chain.</summary>
    public DnsName CanonicalName => Aliases.Count == 0 ? Name : Aliases[^1].Target;
}
