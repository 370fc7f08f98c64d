using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace SmtpAdmin.Core.Tests.Smtp.Relay.Support;

/// <summary>An HTTP server on a free port of the loopback address. It answers as it is told, octet for octet.</summary>
internal sealed class StubHttpServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<StubHttpRequest> _requests = new();
    private readonly ConcurrentBag<Task> _sessions = [];
    private readonly Func<StubHttpRequest, Task<string?>> _answer;
    private readonly Task _loop;

    /// <param name="answer">The whole answer with its head; null to close the connection.</param>
    public StubHttpServer(Func<StubHttpRequest, Task<string?>> answer)
    {
        _answer = answer;
        _listener.Start();
        _loop = AcceptAsync();
    }

    /// <summary>Answers with each of these in turn, and with the last one for ever.</summary>
    public static StubHttpServer With(params string?[] answers)
    {
        var at = -1;
        return new StubHttpServer(_ => Task.FromResult(answers[Math.Min(Interlocked.Increment(ref at), answers.Length - 1)]));
    }

    public Uri Root => new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/"));

    public IReadOnlyList<StubHttpRequest> Requests => [.. _requests];

    public static string Json(string body, string status = "200 OK", string headers = "") => string.Create(
        CultureInfo.InvariantCulture, $"HTTP/1.1 {status}\r\nContent-Type: application/json\r\n{headers}Content-Length: {Encoding.UTF8.GetByteCount(body)}\r\nConnection: close\r\n\r\n{body}");

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop; // before the listener goes, or the next call would find it gone
        _listener.Dispose();
        await Task.WhenAll(_sessions);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                _sessions.Add(ServeAsync(client));
            }
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                var stream = client.GetStream();
                var request = await ReadAsync(stream, _stop.Token);
                _requests.Enqueue(request);
                var answer = await _answer(request).WaitAsync(_stop.Token);
                if (answer is not null) await stream.WriteAsync(Encoding.UTF8.GetBytes(answer), _stop.Token);
            }
            catch (Exception exception) when (exception is IOException or OperationCanceledException)
            {
                // The client had enough, or the test is over.
            }
        }
    }

    private static async Task<StubHttpRequest> ReadAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        var buffer = new byte[4096];
        while (true)
        {
            var read = await stream.ReadAsync(buffer, cancellationToken);
            if (read == 0) throw new IOException("The client went away.");
            text.Append(Encoding.UTF8.GetString(buffer, 0, read));
            var whole = text.ToString();
            var end = whole.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            if (end < 0) continue;
            var head = whole[..end].Split("\r\n");
            var length = head.Select(line => line.Split(": ", 2)).Where(parts => parts[0] == "Content-Length").Select(parts => int.Parse(parts[1], CultureInfo.InvariantCulture)).Single();
            if (whole.Length - end - 4 >= length) return new StubHttpRequest(head, whole[(end + 4)..]);
        }
    }
}
