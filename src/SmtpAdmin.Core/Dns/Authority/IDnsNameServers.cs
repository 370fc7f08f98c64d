using System.Net;

namespace SmtpAdmin.Dns;

/// <summary>Asks name servers directly, without recursion and without a cache.</summary>
internal interface IDnsNameServers
{
    /// <summary>Asks one server.</summary>
    /// <param name="server">The server.</param>
    /// <param name="name">The name.</param>
    /// <param name="type">The type.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>What it said; nothing about the network is thrown.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    Task<DnsAnswer> AskAsync(IPEndPoint server, DnsName name, DnsType type, CancellationToken cancellationToken);
}
