using System.Net;

namespace SmtpAdmin.Dns;

/// <summary>How <see cref="DnsResolver"/> asks.</summary>
public sealed record DnsResolverOptions
{
    /// <summary>The most servers that one resolver takes.</summary>
    public const int MaxServers = 32;

    /// <summary>The servers, in the order to try them; one named twice is asked as if named once. With none, every look-up ends in <see cref="DnsOutcome.Unreachable"/>: no public resolver is ever asked unbidden.</summary>
    public IReadOnlyList<IPEndPoint> Servers { get; init; } = [];

    /// <summary>How long to wait for one answer of one server in the first round; it doubles with each round.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>
    /// How many rounds are made over the servers that have not answered. What all rounds over silent servers would take is also the
    /// most that a whole look-up may take: a CNAME chain whose every name comes late gets no more time than one name.
    /// </summary>
    public int Attempts { get; init; } = 2;

    /// <summary>The most that a whole look-up may take, retries, all servers and a CNAME chain together; null for what all rounds take.</summary>
    public TimeSpan? LookupTimeout { get; init; }

    /// <summary>How many queries may stand in one server's receive buffer. Small buffers (rbldnsd's 64 KiB) drop bursts of more than about 150.</summary>
    public int Window { get; init; } = 100;

    /// <summary>Remember answers for as long as their time to live says.</summary>
    public bool UseCache { get; init; } = true;

    /// <summary>How many answers the cache holds at most.</summary>
    public int CacheSize { get; init; } = 10_000;

    /// <summary>The longest CNAME chain that is followed.</summary>
    public int MaxAliases { get; init; } = 16;

    /// <summary>The largest UDP answer in octets that EDNS offers to take (1232 fits every path without fragments); 0 asks without EDNS.</summary>
    public ushort UdpPayloadSize { get; init; } = 1232;

    /// <summary>Ask to be told whether the answer was validated: AD in the query (RFC 6840 section 5.7).</summary>
    public bool RequestDnssec { get; init; } = true;

    /// <summary>Ask the server to resolve to the end (RD).</summary>
    public bool RecursionDesired { get; init; } = true;

    /// <summary>Options with the system's resolvers, and with its timeout and attempts where it names them.</summary>
    public static DnsResolverOptions FromSystem()
    {
        var system = SystemResolvers.Read();
        var defaults = new DnsResolverOptions();
        return defaults with
        {
            Servers = system.Servers,
            Timeout = system.Timeout ?? defaults.Timeout,
            Attempts = system.Attempts ?? defaults.Attempts,
        };
    }

    /// <summary>
    /// For asking many lists, of which some are always dead: a look-up may take two and a half timeouts, in one retry, so that all of
    /// them end within three.
    /// </summary>
    public DnsResolverOptions ForLists() => this with { Attempts = 2, LookupTimeout = Timeout * 2.5 };

    /// <exception cref="ArgumentException">A value is out of its range.</exception>
    internal void Validate()
    {
        if (Servers.Count > MaxServers) throw new ArgumentException($"{Servers.Count} DNS servers are named; one resolver asks {MaxServers} at most.");
        if (Servers.Any(server => server.Port == 0)) throw new ArgumentException("A server needs a port.");
        if (Timeout <= TimeSpan.Zero || Timeout > TimeSpan.FromMinutes(5)) throw new ArgumentException("The timeout is over zero and at most five minutes.");
        if (LookupTimeout <= TimeSpan.Zero) throw new ArgumentException("The timeout of a look-up is over zero.");
        if (Attempts is < 1 or > 10) throw new ArgumentException("There are one to ten attempts.");
        if (Window is < 1 or > 10_000) throw new ArgumentException("The window is 1 to 10,000 queries.");
        if (CacheSize < 1) throw new ArgumentException("A cache holds at least one answer.");
        if (MaxAliases is < 0 or > 100) throw new ArgumentException("A CNAME chain is followed for at most 100 names.");
        if (UdpPayloadSize is > 0 and < DnsMessage.MaxPlainUdpLength or > 4096) throw new ArgumentException("EDNS offers 512 to 4096 octets, or 0 for no EDNS.");
    }
}
