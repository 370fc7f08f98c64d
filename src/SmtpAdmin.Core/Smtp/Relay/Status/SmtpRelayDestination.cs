namespace SmtpAdmin.Smtp.Relay;

/// <summary>How deliveries to one destination do.</summary>
/// <param name="Name">The first smart host with its port, or the domain.</param>
/// <param name="Connections">Connections now.</param>
/// <param name="ConnectionLimit">The most that are tried at once now; adapts to what the destination takes.</param>
/// <param name="Sending">Messages under way.</param>
/// <param name="Delivered">Recipients that it took since the relay began to run.</param>
/// <param name="Deferred">Attempts that failed for now since then.</param>
public sealed record SmtpRelayDestination(string Name, int Connections, int ConnectionLimit, int Sending, long Delivered, long Deferred)
{
    /// <summary>Nothing is tried before, because no server could be reached; null while it can.</summary>
    public DateTimeOffset? BackedOffUntil { get; init; }

    /// <summary>What went wrong last; null for nothing.</summary>
    public string? LastError { get; init; }

    /// <summary>The name, and what went wrong last.</summary>
    public override string ToString() => LastError is null ? Name : $"{Name}: {LastError}";
}
