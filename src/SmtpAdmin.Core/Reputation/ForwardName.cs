using System.Net;
using SmtpAdmin.Dns;

namespace SmtpAdmin.Reputation;

/// <summary>A name and where it leads.</summary>
/// <param name="Name">The name, in ASCII.</param>
/// <param name="Outcome">How the look-up of the address family that matters ended.</param>
/// <param name="Addresses">The addresses of both families that were found.</param>
/// <param name="Confirms">One of them is the address that is being checked, and the name is one that mail servers take for a host's.</param>
public sealed record ForwardName(string Name, DnsOutcome Outcome, IReadOnlyList<IPAddress> Addresses, bool Confirms)
{
    /// <summary>The addresses of both families that were found.</summary>
    public IReadOnlyList<IPAddress> Addresses { get; init => field = Indexable.Of(value); } = Indexable.Of(Addresses);

    /// <summary>Mail servers take the name for a host's; one that they do not counts for nothing.</summary>
    internal bool IsUsable => DnsName.TryParse(Name, out var name, out _) && HostNames.IsUsable(name);

    /// <inheritdoc/>
    public override string ToString() => Addresses.Count == 0 ? $"{Name} ({Outcome})" : $"{Name} ({string.Join(", ", Addresses)})";
}
