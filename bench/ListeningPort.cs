using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace SmtpAdmin.Bench;

/// <summary>Waits for a server that was just started.</summary>
internal static class ListeningPort
{
    private const int MaxTries = 300;

    /// <returns>Whether something accepts connections within some seconds.</returns>
    public static async Task<bool> WaitAsync(IPEndPoint endPoint, Process? process, CancellationToken cancellationToken)
    {
        for (var tries = 0; tries < MaxTries && process is not { HasExited: true }; tries++)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(endPoint, cancellationToken);
                return true;
            }
            catch (SocketException)
            {
                await Task.Delay(50, cancellationToken);
            }
        }
        return false;
    }
}
