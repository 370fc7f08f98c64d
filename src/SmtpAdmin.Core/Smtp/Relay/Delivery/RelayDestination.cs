namespace SmtpAdmin.Smtp.Relay;

/// <summary>Where recipients' mail goes: those with an equal destination share connections, limits and back-off.</summary>
/// <param name="Name">For people and logs: the first smart host with its port, or the domain.</param>
/// <param name="Route">How to get there.</param>
/// <param name="Domain">The domain in ASCII whose MX are asked for; null for a route by smart hosts.</param>
internal sealed record RelayDestination(string Name, SmtpRelayRoute Route, string? Domain)
{
    /// <summary>Two are the same where both their route and their domain are.</summary>
    public bool Equals(RelayDestination? other) => other is not null && ReferenceEquals(Route, other.Route) && Domain == other.Domain;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(Route), Domain);
}
