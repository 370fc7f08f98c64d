namespace SmtpAdmin.Smtp.Relay;

/// <summary>How much clients may do. A limit of 0 is no limit. Rates are token buckets: what was not used in the last minute may be used at once.</summary>
public sealed record SmtpRelayRates
{
    /// <summary>Sessions at once.</summary>
    public int MaxConnections { get; init; } = 10_000;

    /// <summary>Sessions at once with one address.</summary>
    public int MaxConnectionsPerAddress { get; init; } = 200;

    /// <summary>New connections a minute from one address.</summary>
    public int ConnectionsPerMinute { get; init; }

    /// <summary>Messages a minute from one address.</summary>
    public int MessagesPerMinute { get; init; }

    /// <summary>Messages a minute from one user.</summary>
    public int MessagesPerMinutePerUser { get; init; }

    /// <summary>Failed logins an hour from one address, or from one /64 of IPv6; then it is refused AUTH until there may be another.</summary>
    public int AuthFailuresPerHour { get; init; } = 60;
}
