using System.Net;
using System.Net.Sockets;

namespace SmtpAdmin.Smtp.Client;

/// <summary>Makes connections: the one place where a test touches the network.</summary>
public interface ISmtpConnector
{
    /// <summary>Connects.</summary>
    /// <param name="remote">The server.</param>
    /// <param name="localAddress">The address of ours to connect from; null for the system's choice.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="SocketException">The connection was not made; its code says why.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    ValueTask<SmtpConnection> ConnectAsync(IPEndPoint remote, IPAddress? localAddress, CancellationToken cancellationToken);

    /// <summary>This machine has a route to the address, as far as it knows by itself; nothing is sent.</summary>
    bool HasRouteTo(IPAddress address);
}
