namespace SmtpAdmin.Dkim;

/// <summary>What one authoritative server said when it was asked directly.</summary>
public sealed record DkimServerAnswer
{
    /// <summary>The server's address and port; empty where its name has no address.</summary>
    public required string Server { get; init; }

    /// <summary>The server's name in the zone's NS records; empty where the server was given by its address.</summary>
    public string Host { get; init; } = "";

    /// <summary>The name that was asked for.</summary>
    public required string Name { get; init; }

    /// <summary>What it publishes there.</summary>
    public required DkimServerStatus Status { get; init; }

    /// <summary>More about it, in words; empty where there is no more to say.</summary>
    public string Detail { get; init; } = "";

    /// <summary>How long resolvers may keep what it said; null where that is not known.</summary>
    internal TimeSpan? CacheTime { get; init; }

    /// <summary>The kind of the key that it publishes; null where that is none to be used.</summary>
    internal DkimKeyKind? Kind { get; init; }

    /// <summary>The key is in test mode, and is not to be.</summary>
    internal bool IsTest { get; init; }

    /// <summary>Where its alias leads.</summary>
    internal Dns.DnsName? Target { get; init; }

    /// <inheritdoc/>
    public override string ToString() =>
        $"{(Host.Length > 0 ? $"{Host} ({(Server.Length > 0 ? Server : "no address")})" : Server)}: {Status}{(Detail.Length > 0 ? $", {Detail}" : "")}";
}
