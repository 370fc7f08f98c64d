using System.Security.Cryptography.X509Certificates;
using SmtpAdmin.Smtp.Client;

namespace SmtpAdmin.Smtp.Relay;

/// <summary>How deliveries are made.</summary>
public sealed record SmtpRelayDelivery
{
    /// <summary>Connections at once, to all destinations together.</summary>
    public int MaxConnections { get; init; } = 100;

    /// <summary>Connections at once to one destination. Begins at 2, and grows with success.</summary>
    public int MaxConnectionsPerDestination { get; init; } = 20;

    /// <summary>Messages by one connection, before a new one is made.</summary>
    public int MaxMessagesPerConnection { get; init; } = 1000;

    /// <summary>Messages a minute to one destination; 0 for no limit.</summary>
    public int MessagesPerMinute { get; init; }

    /// <summary>How mail to recipients' MX is encrypted. A smart host has its own setting.</summary>
    public RelayTlsPolicy Tls { get; init; }

    /// <summary>Which of a server's addresses are tried.</summary>
    public SmtpAddressFamily AddressFamily { get; init; }

    /// <summary>Roots to trust beside the system's own.</summary>
    public X509Certificate2Collection? AdditionalTrustRoots { get; init; }

    /// <summary>The port of recipients' MX; 25 but for tests.</summary>
    public int MxPort { get; init; } = 25;

    /// <summary>To connect to one address.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>For the reply to a command (RFC 5321 section 4.5.3.2 asks for 5 minutes).</summary>
    public TimeSpan CommandTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>For the network to take a block of the message (RFC 5321 section 4.5.3.2.5: 3 minutes).</summary>
    public TimeSpan BlockTimeout { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>For the reply behind the final dot (RFC 5321 section 4.5.3.2.6: 10 minutes).</summary>
    public TimeSpan DataTerminationTimeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long a connection without work is kept.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(5);
}
