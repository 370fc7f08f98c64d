using SmtpAdmin.Dns;

namespace SmtpAdmin.Provisioning;

/// <summary>What one server says of a record set.</summary>
public sealed record DnsWaitServer
{
    /// <summary>Its name in the zone's NS records; empty where it was given by its address, and for a resolver.</summary>
    public string Host { get; init; } = "";

    /// <summary>Its address and port; empty where it has none that could be found.</summary>
    public string Server { get; init; } = "";

    /// <summary>What it says.</summary>
    public required DnsWaitStatus Status { get; init; }

    /// <summary>What it shows in place of what is to be there, or why that is not known.</summary>
    public string Detail { get; init; } = "";

    /// <summary>How long resolvers may keep what it showed when it was not yet as it is to be; null where it never showed that.</summary>
    internal TimeSpan? OldTimeToLive { get; init; }

    /// <summary>Why the last question has no answer; null where it has one.</summary>
    internal DnsOutcome? Failure { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{(Host.Length > 0 ? Host : Server)}: {Status}{(Detail.Length > 0 ? $" ({Detail})" : "")}";
}
