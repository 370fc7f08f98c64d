using System.Net;
using System.Net.Sockets;

namespace SmtpAdmin.Interop.Tests.Peers;

/// <summary>Hands what comes to port 53 of a loopback address on to a name server at another port, by UDP and TCP: the servers that NS records lead to are looked for nowhere else.</summary>
internal sealed class LoopbackForwarder : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Socket _udp = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly TcpListener _tcp;
    private readonly IPEndPoint _server;
    private readonly Task _work;

    /// <summary>Begins to forward.</summary>
    /// <param name="address">The address whose port 53 is taken.</param>
    /// <param name="server">The name server.</param>
    internal LoopbackForwarder(IPAddress address, IPEndPoint server)
    {
        _server = server;
        var front = new IPEndPoint(address, 53);
        _udp.Bind(front);
        _tcp = new TcpListener(front);
        _tcp.Start();
        _work = Task.WhenAll(ForwardDatagramsAsync(), ForwardConnectionsAsync());
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _udp.Dispose();
        _tcp.Dispose();
        _stop.Dispose();
    }

    private async Task ForwardDatagramsAsync()
    {
        var buffer = new byte[65535];
        while (!_stop.IsCancellationRequested)
        {
            var from = await _udp.ReceiveFromAsync(buffer, SocketFlags.None, new IPEndPoint(IPAddress.Any, 0), _stop.Token);
            _ = AnswerAsync(buffer[..from.ReceivedBytes], from.RemoteEndPoint);
        }
    }

    private async Task AnswerAsync(byte[] query, EndPoint client)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        await socket.ConnectAsync(_server, _stop.Token);
        await socket.SendAsync(query, _stop.Token);
        var answer = new byte[65535];
        var length = await socket.ReceiveAsync(answer, _stop.Token);
        await _udp.SendToAsync(answer.AsMemory(0, length), client, _stop.Token);
    }

    private async Task ForwardConnectionsAsync()
    {
        while (!_stop.IsCancellationRequested) _ = ForwardAsync(await _tcp.AcceptTcpClientAsync(_stop.Token));
    }

    private async Task ForwardAsync(TcpClient client)
    {
        using var front = client;
        using var back = new TcpClient();
        await back.ConnectAsync(_server, _stop.Token);
        var (there, here) = (front.GetStream().CopyToAsync(back.GetStream(), _stop.Token), back.GetStream().CopyToAsync(front.GetStream(), _stop.Token));
        await Task.WhenAny(there, here);
    }
}
