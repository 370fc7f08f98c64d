using System.Net;

namespace SmtpAdmin.Smtp.Server;

/// <summary>Where a server listens, and to how many.</summary>
public sealed record SmtpListenerOptions
{
    /// <summary>The address and port; port 0 takes a free one.</summary>
    public required IPEndPoint EndPoint { get; init; }

    /// <summary>The most sessions at once; more connections get 421. 0 for no limit.</summary>
    public int MaxConnections { get; init; } = 1000;

    /// <summary>The most sessions at once with one client address; more connections get 421. 0 for no limit.</summary>
    public int MaxConnectionsPerClient { get; init; } = 100;

    /// <summary>Counts the sessions of several listeners together, against its own limits instead of those above; null for this listener alone.</summary>
    public SmtpConnectionCounter? Counter { get; init; }

    /// <summary>Connections that the system holds until they are accepted: too few, and a burst of clients waits for a second SYN.</summary>
    public int Backlog { get; init; } = 512;
}
