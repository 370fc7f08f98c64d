using System.Net;
using System.Net.Sockets;

namespace SmtpAdmin.Smtp.Relay;

/// <summary>How often clients came and what they sent, against the limits.</summary>
internal sealed class RelayRateLimits(SmtpRelayRates rates, TimeProvider time)
{
    private const int SiteOctets = 8; // of an IPv6 address: who has one address has its /64

    private readonly TokenBuckets<IPAddress> _connections = new(rates.ConnectionsPerMinute, TimeSpan.FromMinutes(1), time);
    private readonly TokenBuckets<IPAddress> _messages = new(rates.MessagesPerMinute, TimeSpan.FromMinutes(1), time);
    private readonly TokenBuckets<string> _userMessages = new(rates.MessagesPerMinutePerUser, TimeSpan.FromMinutes(1), time);
    private readonly TokenBuckets<IPAddress> _authFailures = new(rates.AuthFailuresPerHour, TimeSpan.FromHours(1), time);

    /// <summary>The limits.</summary>
    public SmtpRelayRates Rates => rates;

    /// <summary>Counts a connection. A client without an address has no limit, here and below.</summary>
    public bool TryConnect(IPAddress? client, out TimeSpan wait) => Try(_connections, client, out wait);

    /// <summary>Counts a message.</summary>
    /// <param name="client">The client's address.</param>
    /// <param name="user">Who logged in; null for nobody.</param>
    /// <param name="wait">How long until it may come.</param>
    public bool TrySend(IPAddress? client, string? user, out TimeSpan wait)
    {
        wait = TimeSpan.Zero;
        return (user is null || _userMessages.TryTake(user, out wait)) && Try(_messages, client, out wait);
    }

    /// <summary>Whether a client may try to log in.</summary>
    public bool MayAuthenticate(IPAddress? client, out TimeSpan wait)
    {
        wait = TimeSpan.Zero;
        return client is null || _authFailures.HasAny(Site(client), out wait);
    }

    /// <summary>Counts a failed login.</summary>
    public void CountAuthFailure(IPAddress? client)
    {
        if (client is not null) _authFailures.TryTake(Site(client), out _);
    }

    private static bool Try(TokenBuckets<IPAddress> buckets, IPAddress? client, out TimeSpan wait)
    {
        wait = TimeSpan.Zero;
        return client is null || buckets.TryTake(client.Unmapped(), out wait);
    }

    private static IPAddress Site(IPAddress address)
    {
        address = address.Unmapped();
        if (address.AddressFamily != AddressFamily.InterNetworkV6) return address;
        var octets = address.GetAddressBytes();
        octets.AsSpan(SiteOctets).Clear();
        return new IPAddress(octets);
    }
}
