using System.Net;
using System.Net.Sockets;

namespace SmtpAdmin.Lab;

/// <summary>A port that is taken and serves nobody: it refuses, or lets connections time out.</summary>
internal sealed class IdlePort : IAsyncDisposable
{
    private const int Fillers = 4; // a backlog of 0 holds one connection on Linux; some more for others

    private readonly Socket _socket;
    private readonly CancellationTokenSource _closing = new();
    private readonly List<Socket> _fillers = [];
    private readonly List<Task> _filling = [];

    /// <param name="address">The address; the port is a free one.</param>
    /// <param name="refuse">Refuse connections: bound, but not listening. Otherwise the queue of connections is filled, and nobody accepts.</param>
    public IdlePort(IPAddress address, bool refuse)
    {
        _socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        _socket.Bind(new IPEndPoint(address, 0));
        EndPoint = (IPEndPoint)_socket.LocalEndPoint!;
        if (refuse) return;
        _socket.Listen(0);
        for (var n = 0; n < Fillers; n++)
        {
            var filler = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            _fillers.Add(filler);
            _filling.Add(filler.ConnectAsync(EndPoint, _closing.Token).AsTask());
        }
    }

    public IPEndPoint EndPoint { get; }

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync().ConfigureAwait(false);
        // The fillers that found no room never connect: their failure is what they are for.
        await Task.WhenAll(_filling.Select(task => task.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default)))
            .ConfigureAwait(false);
        foreach (var filler in _fillers) filler.Dispose();
        _socket.Dispose();
        _closing.Dispose();
    }
}
