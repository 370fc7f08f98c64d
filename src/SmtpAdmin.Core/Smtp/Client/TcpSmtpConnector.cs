using System.Net;
using System.Net.Sockets;

namespace SmtpAdmin.Smtp.Client;

/// <summary>Makes TCP connections.</summary>
public sealed class TcpSmtpConnector : ISmtpConnector
{
    private const int DiscardPort = 9; // any port does: connecting a UDP socket only looks the route up

    /// <summary>The connector; it holds no state.</summary>
    public static TcpSmtpConnector Instance { get; } = new();

    /// <inheritdoc/>
    public async ValueTask<SmtpConnection> ConnectAsync(IPEndPoint remote, IPAddress? localAddress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(remote);
        var socket = new Socket(remote.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            if (localAddress is not null) socket.Bind(new IPEndPoint(localAddress, 0));
            await socket.ConnectAsync(remote, cancellationToken).ConfigureAwait(false);
            return new SmtpConnection(new NetworkStream(socket, ownsSocket: true), socket.LocalEndPoint as IPEndPoint, () => HasInput(socket));
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public bool HasRouteTo(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        try
        {
            using var socket = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            socket.Connect(new IPEndPoint(address, DiscardPort));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static bool HasInput(Socket socket)
    {
        try
        {
            return socket.Available > 0;
        }
        catch (SocketException)
        {
            return false; // a broken connection; the next read tells how
        }
    }
}
