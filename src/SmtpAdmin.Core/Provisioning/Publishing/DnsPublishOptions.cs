using SmtpAdmin.Dns;

namespace SmtpAdmin.Provisioning;

/// <summary>How records are published.</summary>
public sealed record DnsPublishOptions
{
    /// <summary>The time to live of a set that says none, and is not there yet: an hour.</summary>
    public static readonly TimeSpan DefaultTimeToLive = TimeSpan.FromHours(1);

    /// <summary>The zone that all names are in; null to find the zone of each.</summary>
    public DnsName? Zone { get; init; }

    /// <summary>The server that takes the changes, as an address or a name, with a port behind a colon if it is not 53; null for the primary server that the zone's SOA names.</summary>
    public string? Server { get; init; }

    /// <summary>Signs requests, and verifies answers; null to send them unsigned.</summary>
    public TsigKey? Key { get; init; }

    /// <summary>Of a TXT set keep what is of another kind than the new records.</summary>
    public bool Merge { get; init; }

    /// <summary>Replace a TXT set even where it holds records of another kind.</summary>
    public bool Force { get; init; }

    /// <summary>The time to live of sets that say none; null for what the set had, or else an hour.</summary>
    public TimeSpan? TimeToLive { get; init; }

    /// <summary>Use TCP alone.</summary>
    public bool Tcp { get; init; }

    /// <summary>How long to wait for a connection, and for each answer.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);
}
