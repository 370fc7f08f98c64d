using System.Net;
using System.Net.Sockets;
using SmtpAdmin.Smtp.Client;

namespace SmtpAdmin.Core.Tests.Smtp.Client.Support;

/// <summary>A network of scripted servers; whoever is not in it refuses the connection.</summary>
internal sealed class ScriptedConnector : ISmtpConnector
{
    private readonly Dictionary<string, Func<CancellationToken, ValueTask<SmtpConnection>>> _servers = [];

    /// <summary>The connections that were tried, in order.</summary>
    public List<string> Tried { get; } = [];

    /// <summary>The streams that were handed out.</summary>
    public List<ScriptedStream> Streams { get; } = [];

    /// <summary>Addresses without a route.</summary>
    public HashSet<IPAddress> Unreachable { get; } = [];

    public ScriptedConnector On(string endPoint, string script) => On(endPoint, () => new ScriptedStream(SmtpScript.Parse(script)));

    public ScriptedConnector On(string endPoint, Func<ScriptedStream> create)
    {
        _servers[endPoint] = _ =>
        {
            var stream = create();
            Streams.Add(stream);
            return ValueTask.FromResult(new SmtpConnection(stream, new IPEndPoint(IPAddress.Parse("192.0.2.99"), 40000), () => stream.HasOutput));
        };
        return this;
    }

    public ScriptedConnector Fails(string endPoint, SocketError error)
    {
        _servers[endPoint] = _ => throw new SocketException((int)error);
        return this;
    }

    /// <summary>The connection is never made.</summary>
    public ScriptedConnector Hangs(string endPoint, Action onWait)
    {
        _servers[endPoint] = async token =>
        {
            onWait();
            await Task.Delay(Timeout.InfiniteTimeSpan, token);
            throw new InvalidOperationException("The wait has ended by itself.");
        };
        return this;
    }

    public ValueTask<SmtpConnection> ConnectAsync(IPEndPoint remote, IPAddress? localAddress, CancellationToken cancellationToken)
    {
        Tried.Add(remote.ToString());
        return _servers.TryGetValue(remote.ToString(), out var connect) ? connect(cancellationToken) : throw new SocketException((int)SocketError.ConnectionRefused);
    }

    public bool HasRouteTo(IPAddress address) => !Unreachable.Contains(address);
}
