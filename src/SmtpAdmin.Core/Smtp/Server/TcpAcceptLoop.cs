using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace SmtpAdmin.Smtp.Server;

/// <summary>Accepts connections, and serves each until it is done. Knows of sockets, not of SMTP.</summary>
internal sealed class TcpAcceptLoop : IAsyncDisposable
{
    private const int MaxLeftovers = 64 * 1024;
    private const int MaxFarewells = 256; // connections beyond the limit that still get a word

    private readonly SmtpListenerOptions _options;
    private readonly Func<NetworkStream, IPEndPoint, IPEndPoint, CancellationToken, Task> _serve;
    private readonly Func<NetworkStream, CancellationToken, Task> _turnAway;
    private readonly TimeProvider _time;
    private readonly Socket _socket;
    private readonly ConcurrentDictionary<long, Task> _connections = new();
    private readonly ConcurrentDictionary<IPAddress, int> _clients = new();
    private readonly CancellationTokenSource _closing = new();
    private readonly CancellationTokenSource _aborting = new();
    private readonly Task _accepting;
    private long _accepted;
    private int _serving;

    /// <summary>Begins to listen.</summary>
    /// <param name="options">Where, and to how many.</param>
    /// <param name="serve">Serves a connection; what it throws ends the connection and nothing else.</param>
    /// <param name="turnAway">Says something short to a connection too many.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="SocketException">The address cannot be listened on.</exception>
    public TcpAcceptLoop(
        SmtpListenerOptions options,
        Func<NetworkStream, IPEndPoint, IPEndPoint, CancellationToken, Task> serve,
        Func<NetworkStream, CancellationToken, Task> turnAway,
        TimeProvider time)
    {
        _options = options;
        _serve = serve;
        _turnAway = turnAway;
        _time = time;
        _socket = new Socket(options.EndPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (!OperatingSystem.IsWindows()) _socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
            _socket.Bind(options.EndPoint);
            _socket.Listen(options.Backlog);
        }
        catch (SocketException)
        {
            _socket.Dispose();
            throw;
        }
        LocalEndPoint = (IPEndPoint)_socket.LocalEndPoint!;
        _accepting = AcceptAsync();
    }

    /// <summary>Where it listens, with the port that was free.</summary>
    public IPEndPoint LocalEndPoint { get; }

    /// <summary>How many connections there are now.</summary>
    public int Count => _connections.Count;

    /// <summary>Stops accepting: the port is closed when this returns.</summary>
    public async Task CloseAsync()
    {
        await _closing.CancelAsync().ConfigureAwait(false);
        _socket.Dispose();
        await _accepting.ConfigureAwait(false);
    }

    /// <summary>Stops accepting and waits for the connections to end.</summary>
    /// <param name="cancellationToken">Ends the wait: what is left is cut off.</param>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await CloseAsync().ConfigureAwait(false);
        var abort = cancellationToken.Register(_aborting.Cancel);
        await using (abort.ConfigureAwait(false))
        {
            await Task.WhenAll(_connections.Values).ConfigureAwait(false);
        }
    }

    /// <summary>Stops at once.</summary>
    public async ValueTask DisposeAsync()
    {
        await _aborting.CancelAsync().ConfigureAwait(false);
        await StopAsync(CancellationToken.None).ConfigureAwait(false);
        _closing.Dispose();
        _aborting.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_closing.IsCancellationRequested)
        {
            Socket client;
            try
            {
                client = await _socket.AcceptAsync(_closing.Token).ConfigureAwait(false);
            }
            catch (Exception error) when (_closing.IsCancellationRequested && error is OperationCanceledException or ObjectDisposedException or SocketException)
            {
                return;
            }
            catch (SocketException) // the client was gone before we came to it, or we are out of descriptors: neither ends the server
            {
                await PauseAsync().ConfigureAwait(false);
                continue;
            }
            if (_connections.Count >= (long)_options.MaxConnections + MaxFarewells)
            {
                client.Dispose();
                continue;
            }
            var number = ++_accepted;
            var over = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _connections[number] = over.Task;
            _ = ServeAsync(client, number, over); // what it throws is the serving code's to report
        }
    }

    private async Task PauseAsync()
    {
        try
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), _time, _closing.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) // stopping: the loop's condition ends it
        {
            return;
        }
    }

    private async Task ServeAsync(Socket client, long number, TaskCompletionSource over)
    {
        await Task.Yield(); // the accept loop goes on with the next
        var stream = new NetworkStream(client, ownsSocket: true);
        await using var _ = stream.ConfigureAwait(false);
        IPAddress? counted = null;
        var serving = Interlocked.Increment(ref _serving);
        try
        {
            client.NoDelay = true;
            var remote = (IPEndPoint)client.RemoteEndPoint!;
            var sameClient = _clients.AddOrUpdate(remote.Address, 1, (_, count) => count + 1);
            counted = remote.Address;
            if (serving > _options.MaxConnections || sameClient > _options.MaxConnectionsPerClient)
                await _turnAway(stream, _aborting.Token).ConfigureAwait(false);
            else await _serve(stream, remote, (IPEndPoint)client.LocalEndPoint!, _aborting.Token).ConfigureAwait(false);
            Release(ref counted, ref serving);
            await DrainAsync(client, stream).ConfigureAwait(false);
        }
        catch (Exception error) when (error is IOException or SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // The connection is lost or was cut off, and that is all there is to do about it.
        }
        finally
        {
            Release(ref counted, ref serving);
            over.SetResult();
            _connections.TryRemove(number, out Task? _);
        }
    }

    // Closing a socket with unread input sends RST, and with it the client's system may drop our last reply unread.
    private async Task DrainAsync(Socket client, NetworkStream stream)
    {
        client.Shutdown(SocketShutdown.Send);
        using var deadline = new Deadline(_time, TimeSpan.FromSeconds(1), _aborting.Token);
        var buffer = new byte[4096];
        for (var left = MaxLeftovers; left > 0;)
        {
            var read = await stream.ReadAsync(buffer, deadline.Token).ConfigureAwait(false);
            if (read == 0) return;
            left -= read;
        }
    }

    // The place is free again once the session is over; what is left of the connection takes nobody's.
    private void Release(ref IPAddress? counted, ref int serving)
    {
        if (serving > 0) Interlocked.Decrement(ref _serving);
        serving = 0;
        var address = counted;
        counted = null;
        if (address is null) return;
        while (_clients.TryGetValue(address, out var count))
        {
            var done = count == 1
                ? _clients.TryRemove(KeyValuePair.Create(address, count))
                : _clients.TryUpdate(address, count - 1, count);
            if (done) return;
        }
    }
}
