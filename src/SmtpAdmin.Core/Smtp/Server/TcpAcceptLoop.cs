using System.Net;
using System.Net.Sockets;

namespace SmtpAdmin.Smtp.Server;

/// <summary>Accepts connections, and serves each until it is done. Knows of sockets, not of SMTP.</summary>
internal sealed class TcpAcceptLoop : IAsyncDisposable
{
    private const int MaxLeftovers = 64 * 1024;

    private readonly Func<NetworkStream, IPEndPoint, IPEndPoint, CancellationToken, Task<bool>> _serve;
    private readonly Func<NetworkStream, IPEndPoint, IPEndPoint, CancellationToken, Task> _turnAway;
    private readonly TimeProvider _time;
    private readonly Socket _socket;
    private readonly bool _inheritsNoDelay = OperatingSystem.IsLinux();
    private readonly bool _isBoundToOne;
    private readonly SmtpConnectionCounter _counter;
    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _closing = new();
    private readonly CancellationTokenSource _aborting = new();
    private readonly Task _accepting;
    private int _count;
    private int _tasks = 1; // the connections, and the accept loop

    /// <summary>Begins to listen, for clients that may be sending still when they were served.</summary>
    /// <param name="options">Where, and to how many.</param>
    /// <param name="serve">Serves a connection; what it throws ends the connection and nothing else.</param>
    /// <param name="turnAway">Says something short to a connection too many.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="SocketException">The address cannot be listened on.</exception>
    public TcpAcceptLoop(
        SmtpListenerOptions options,
        Func<NetworkStream, IPEndPoint, IPEndPoint, CancellationToken, Task> serve,
        Func<NetworkStream, IPEndPoint, IPEndPoint, CancellationToken, Task> turnAway,
        TimeProvider time)
        : this(options, async (stream, remote, local, aborting) =>
        {
            await serve(stream, remote, local, aborting).ConfigureAwait(false);
            return true;
        }, turnAway, time)
    {
    }

    /// <summary>Begins to listen.</summary>
    /// <param name="options">Where, and to how many.</param>
    /// <param name="serve">Serves a connection, and tells whether the client may be sending still; what it throws ends the connection and nothing else.</param>
    /// <param name="turnAway">Says something short to a connection too many.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="SocketException">The address cannot be listened on.</exception>
    public TcpAcceptLoop(
        SmtpListenerOptions options,
        Func<NetworkStream, IPEndPoint, IPEndPoint, CancellationToken, Task<bool>> serve,
        Func<NetworkStream, IPEndPoint, IPEndPoint, CancellationToken, Task> turnAway,
        TimeProvider time)
    {
        _serve = serve;
        _turnAway = turnAway;
        _time = time;
        _counter = options.Counter ?? new SmtpConnectionCounter(options.MaxConnections, options.MaxConnectionsPerClient);
        _socket = new Socket(options.EndPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            // A port that was ours a moment ago is ours again: .NET sets SO_REUSEADDR by itself on Unix. Its ReuseAddress is SO_REUSEPORT too, by which two servers share a port.
            if (_inheritsNoDelay) _socket.NoDelay = true;
            _socket.Bind(options.EndPoint);
            _socket.Listen(options.Backlog);
        }
        catch (SocketException)
        {
            _socket.Dispose();
            throw;
        }
        LocalEndPoint = (IPEndPoint)_socket.LocalEndPoint!;
        _isBoundToOne = !LocalEndPoint.Address.Equals(IPAddress.Any) && !LocalEndPoint.Address.Equals(IPAddress.IPv6Any);
        _accepting = AcceptAsync();
    }

    /// <summary>Where it listens, with the port that was free.</summary>
    public IPEndPoint LocalEndPoint { get; }

    /// <summary>How many connections there are now.</summary>
    public int Count => Volatile.Read(ref _count);

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
            await _over.Task.ConfigureAwait(false);
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
        try
        {
            await AcceptAllAsync().ConfigureAwait(false);
        }
        finally
        {
            End();
        }
    }

    private void End()
    {
        if (Interlocked.Decrement(ref _tasks) == 0) _over.SetResult();
    }

    private async Task AcceptAllAsync()
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
            if (!_counter.TryOpen())
            {
                client.Dispose();
                continue;
            }
            Interlocked.Increment(ref _tasks);
            Interlocked.Increment(ref _count);
            _ = ServeAsync(client); // what it throws is the serving code's to report
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

    private async Task ServeAsync(Socket client)
    {
        await Task.Yield(); // the accept loop goes on with the next
        IPAddress? counted = null;
        try
        {
            using var stream = new NetworkStream(client);
            if (!_inheritsNoDelay) client.NoDelay = true;
            var remote = (IPEndPoint)client.RemoteEndPoint!;
            var local = _isBoundToOne ? LocalEndPoint : (IPEndPoint)client.LocalEndPoint!;
            var maySend = true;
            if (_counter.TryEnter(remote.Address))
            {
                counted = remote.Address;
                maySend = await _serve(stream, remote, local, _aborting.Token).ConfigureAwait(false);
            }
            else await _turnAway(stream, remote, local, _aborting.Token).ConfigureAwait(false);
            Release(ref counted);
            if (maySend) await DrainAsync(client, stream).ConfigureAwait(false);
        }
        catch (Exception error) when (error is IOException or SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // The connection is lost or was cut off, and that is all there is to do about it.
        }
        finally
        {
            client.Dispose();
            Release(ref counted);
            _counter.Close();
            Interlocked.Decrement(ref _count);
            End();
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
        // It sends on without end: that is left unread, but the connection stays for as long as the reply may need.
        await Task.Delay(Timeout.InfiniteTimeSpan, _time, deadline.Token).ConfigureAwait(false);
    }

    // The place is free again once the session is over; what is left of the connection takes nobody's.
    private void Release(ref IPAddress? counted)
    {
        if (counted is not null) _counter.Leave(counted);
        counted = null;
    }
}
