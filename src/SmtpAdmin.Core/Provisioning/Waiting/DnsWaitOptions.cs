using System.Net;

namespace SmtpAdmin.Provisioning;

/// <summary>What is waited for, and how long.</summary>
public sealed record DnsWaitOptions
{
    /// <summary>Ask every server that is authoritative for the zone, until each shows what is to be there; otherwise the resolver, until it does.</summary>
    public bool All { get; init; }

    /// <summary>The authoritative servers to ask in place of those that the zone names; none for the zone's.</summary>
    public IReadOnlyList<IPEndPoint> Servers { get; init => field = Indexable.Of(value); } = [];

    /// <summary>How long to wait at most.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <exception cref="ArgumentException">A value is out of its range.</exception>
    internal void Validate()
    {
        if (Timeout <= TimeSpan.Zero || Timeout > TimeSpan.FromDays(7)) throw new ArgumentException("The time to wait is over zero and at most seven days.");
    }
}
