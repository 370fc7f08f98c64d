using System.Net;
using SmtpAdmin.Dns;

namespace SmtpAdmin.Reputation;

/// <summary>A name and where it leads.</summary>
/// <param name="Name">The name, in ASCII.</param>
/// <param name="Outcome">How the look-up of the address family that matters ended.</param>
/// <param name="Addresses">The addresses of both families that were found.</param>
/// <param name="Confirms">One of them is the address that is being checked.</param>
public sealed record ForwardName(string Name, DnsOutcome Outcome, IReadOnlyList<IPAddress> Addresses, bool Confirms)
{
    /// <inheritdoc/>
    public override string ToString() => Addresses.Count == 0 ? $"{Name} ({Outcome})" : $"{Name} ({string.Join(", ", Addresses)})";
}
