using System.Net;
using System.Net.Sockets;
using SmtpAdmin.Core.Tests.Smtp.Client.Support;
using SmtpAdmin.Smtp.Client;

namespace SmtpAdmin.Core.Tests.Smtp.Relay.Delivery.Support;

/// <summary>A network of servers in memory, for many connections at once; whoever is not in it refuses the connection.</summary>
internal sealed class TestNetwork : ISmtpConnector
{
    private readonly object _lock = new();
    private readonly Dictionary<string, Func<CancellationToken, ValueTask<Stream>>> _servers = [];
    private readonly List<string> _tried = [];

    private int _open;

    /// <summary>Connections that are open.</summary>
    public int Open => Volatile.Read(ref _open);

    /// <summary>The most connections that were open at once.</summary>
    public int MaxOpen { get; private set; }

    /// <summary>The address that connections come from.</summary>
    public IPEndPoint Local { get; init; } = new(IPAddress.Parse("192.0.2.99"), 40000);

    /// <summary>The connections that were tried, in order.</summary>
    public IReadOnlyList<string> Tried
    {
        get
        {
            lock (_lock) return [.. _tried];
        }
    }

    /// <summary>The connections to an address follow these scripts, one after the other; behind the last of them it refuses.</summary>
    public TestNetwork On(string endPoint, params string[] scripts) => On(endPoint, [.. scripts.Select(script => new ScriptedStream(SmtpScript.Parse(script)))]);

    /// <summary>The connections to an address get these streams, one after the other; behind the last of them it refuses.</summary>
    public TestNetwork On(string endPoint, params Stream[] streams)
    {
        var left = new Queue<Stream>(streams);
        return On(endPoint, _ =>
        {
            lock (left) return left.TryDequeue(out var next) ? new(next) : throw new SocketException((int)SocketError.ConnectionRefused);
        });
    }

    public TestNetwork On(string endPoint, Func<CancellationToken, ValueTask<Stream>> connect)
    {
        lock (_lock) _servers[endPoint] = connect;
        return this;
    }

    public TestNetwork Fails(string endPoint, SocketError error) => On(endPoint, _ => throw new SocketException((int)error));

    /// <summary>The connection is never made.</summary>
    public TestNetwork Hangs(string endPoint) => On(endPoint, async token =>
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, token);
        throw new InvalidOperationException("The wait has ended by itself.");
    });

    public async ValueTask<SmtpConnection> ConnectAsync(IPEndPoint remote, IPAddress? localAddress, CancellationToken cancellationToken)
    {
        Func<CancellationToken, ValueTask<Stream>>? connect;
        lock (_lock)
        {
            _tried.Add(remote.ToString());
            if (!_servers.TryGetValue(remote.ToString(), out connect)) throw new SocketException((int)SocketError.ConnectionRefused);
        }
        var stream = await connect(cancellationToken);
        lock (_lock) MaxOpen = Math.Max(MaxOpen, ++_open);
        return new SmtpConnection(new CountedStream(stream, () => Interlocked.Decrement(ref _open)), Local, () => stream is ScriptedStream { HasOutput: true });
    }

    public bool HasRouteTo(IPAddress address) => true;

    private sealed class CountedStream(Stream inner, Action onClosed) : AsyncOnlyStream
    {
        private bool _isClosed;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => inner.ReadAsync(buffer, cancellationToken);

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => inner.WriteAsync(buffer, cancellationToken);

        protected override void Dispose(bool disposing)
        {
            if (!_isClosed) onClosed();
            _isClosed = true;
            inner.Dispose();
            base.Dispose(disposing);
        }
    }
}
