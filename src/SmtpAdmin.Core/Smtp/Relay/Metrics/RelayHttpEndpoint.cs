using System.Net;
using System.Net.Sockets;
using System.Text;
using SmtpAdmin.Smtp.Server;

namespace SmtpAdmin.Smtp.Relay;

/// <summary>
/// A health page and metrics over HTTP, for a monitor on the same machine: <c>/health</c> is 200 while the relay takes mail, else 503 with the
/// reasons, a line each; <c>/metrics</c> is Prometheus' text. One small request a connection (RFC 9112); nothing can be changed.
/// </summary>
internal sealed class RelayHttpEndpoint : IAsyncDisposable
{
    private const int MaxConnections = 16;
    private const int MaxRequest = 8 * 1024; // octets

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly Func<IReadOnlyList<string>> _problems;
    private readonly Func<string> _metrics;
    private readonly TimeProvider _time;
    private readonly TcpAcceptLoop _loop;

    /// <summary>Begins to listen.</summary>
    /// <param name="endPoint">A loopback address, and a port; 0 for one that is free.</param>
    /// <param name="problems">Why the relay takes no mail, sentences; empty while it does.</param>
    /// <param name="metrics">The metrics.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="ArgumentException">The address is not loopback: whoever can connect can read.</exception>
    /// <exception cref="SocketException">It cannot be listened on.</exception>
    public RelayHttpEndpoint(IPEndPoint endPoint, Func<IReadOnlyList<string>> problems, Func<string> metrics, TimeProvider time)
    {
        if (!IPAddress.IsLoopback(endPoint.Address))
            throw new ArgumentException($"Health and metrics are told on a loopback address only, which {endPoint.Address} is not: use 127.0.0.1 or ::1.", nameof(endPoint));
        (_problems, _metrics, _time) = (problems, metrics, time);
        var options = new SmtpListenerOptions { EndPoint = endPoint, MaxConnections = MaxConnections, MaxConnectionsPerClient = MaxConnections, Backlog = MaxConnections };
        _loop = new TcpAcceptLoop(options, ServeAsync, TurnAwayAsync, time);
    }

    /// <summary>Where it listens, with the port that was free.</summary>
    public IPEndPoint LocalEndPoint => _loop.LocalEndPoint;

    /// <summary>Stops at once.</summary>
    public ValueTask DisposeAsync() => _loop.DisposeAsync();

    private static Task TurnAwayAsync(NetworkStream stream, IPEndPoint remote, IPEndPoint local, CancellationToken cancellationToken) =>
        stream.WriteAsync(HttpAnswer.Text(503, "Too many connections.\n").ToOctets(withBody: true), cancellationToken).AsTask();

    private async Task<bool> ServeAsync(NetworkStream stream, IPEndPoint remote, IPEndPoint local, CancellationToken cancellationToken)
    {
        using var deadline = new Deadline(_time, Patience, cancellationToken);
        var buffer = new byte[MaxRequest];
        var length = 0;
        var end = -1;
        while (end < 0 && length < buffer.Length)
        {
            var read = await stream.ReadAsync(buffer.AsMemory(length), deadline.Token).ConfigureAwait(false);
            if (read == 0) return false;
            length += read;
            end = buffer.AsSpan(0, length).IndexOf("\r\n\r\n"u8);
        }
        var isHead = buffer.AsSpan(0, length).StartsWith("HEAD "u8);
        var answer = end < 0 ? HttpAnswer.Text(431, "The request is too long.\n") : Answer(Encoding.Latin1.GetString(buffer, 0, end).Split("\r\n"));
        await stream.WriteAsync(answer.ToOctets(!isHead), deadline.Token).ConfigureAwait(false);
        return end < 0; // a request that was cut off may go on
    }

    private HttpAnswer Answer(string[] lines)
    {
        if (lines[0].Split(' ') is not [var method, var target, "HTTP/1.1" or "HTTP/1.0"]) return HttpAnswer.Text(400, "This is no HTTP request.\n");
        if (method is not ("GET" or "HEAD")) return HttpAnswer.Text(405, "Only GET and HEAD are answered here.\n");
        if (!IsForLoopback(lines)) return HttpAnswer.Text(403, "The Host must be a loopback address or localhost.\n");
        var query = target.IndexOf('?', StringComparison.Ordinal);
        return (query < 0 ? target : target[..query]) switch
        {
            "/health" when _problems() is { Count: > 0 } problems => HttpAnswer.Text(503, string.Concat(problems.Select(problem => PlainText.Excerpt(problem, 500) + "\n"))),
            "/health" => HttpAnswer.Text(200, "OK\n"),
            "/metrics" => new HttpAnswer(200, PrometheusText.ContentType, _metrics()),
            _ => HttpAnswer.Text(404, "There is /health and /metrics.\n"),
        };
    }

    /// <summary>A page in a browser on this machine could read along under a name of its own that it lets point here, were it not for this.</summary>
    private static bool IsForLoopback(string[] lines)
    {
        var hosts = lines.Where(line => line.StartsWith("Host:", StringComparison.OrdinalIgnoreCase)).Select(line => line["Host:".Length..].Trim(' ', '\t')).ToList();
        if (hosts.Count == 0) return lines[0].EndsWith("HTTP/1.0", StringComparison.Ordinal); // no browser
        if (hosts is not [var host]) return false;
        var colon = host.LastIndexOf(':');
        var name = colon > host.LastIndexOf(']') ? host[..colon] : host;
        return name.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(name.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
    }
}
