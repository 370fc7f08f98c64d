using System.Net;
using System.Net.Sockets;

namespace SmtpAdmin.Interop.Tests.Peers;

/// <summary>Ports on loopback that were free a moment ago. Somebody else may take one before the server does: the fixture then tries others.</summary>
internal static class PeerPorts
{
    /// <summary>Takes several TCP ports at once, so that they differ.</summary>
    internal static int[] TakeTcp(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToArray();
        try
        {
            foreach (var listener in listeners) listener.Start();
            return [.. listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port)];
        }
        finally
        {
            foreach (var listener in listeners) listener.Dispose();
        }
    }

    /// <summary>Takes a port that is free for UDP and for TCP, as a name server needs.</summary>
    internal static int TakeUdpAndTcp()
    {
        for (var attempt = 0; ; attempt++)
        {
            using var listener = new TcpListener(IPAddress.Loopback, 0);
            listener.Start();
            var endPoint = (IPEndPoint)listener.LocalEndpoint;
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            try
            {
                socket.Bind(endPoint);
                return endPoint.Port;
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse && attempt < 20)
            {
                // Another process has the UDP port of this number.
            }
        }
    }
}
