using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace SmtpAdmin.Core.Tests.Smtp.Relay;

/// <summary>A token endpoint on a free port of the loopback address. It answers as it is told, octet for octet.</summary>
internal sealed class TokenServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<TokenRequest> _requests = new();
    private readonly ConcurrentBag<Task> _sessions = [];
    private readonly Func<TokenRequest, Task<string?>> _answer;
    private readonly Task _loop;

    /// <param name="answer">The whole answer with its head; null to close the connection.</param>
    public TokenServer(Func<TokenRequest, Task<string?>> answer)
    {
        _answer = answer;
        _listener.Start();
        _loop = AcceptAsync();
    }

    /// <summary>Answers the same with each status and body in turn, the last one for ever.</summary>
    public static TokenServer With(params string?[] answers)
    {
        var at = -1;
        return new TokenServer(_ => Task.FromResult(answers[Math.Min(Interlocked.Increment(ref at), answers.Length - 1)]));
    }

    public Uri Address => new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/oauth2/token"));

    public IReadOnlyList<TokenRequest> Requests => [.. _requests];

    public static string Json(string body, string status = "200 OK", string headers = "") => string.Create(
        CultureInfo.InvariantCulture, $"HTTP/1.1 {status}\r\nContent-Type: application/json\r\n{headers}Content-Length: {Encoding.UTF8.GetByteCount(body)}\r\nConnection: close\r\n\r\n{body}");

    public static string Good(string token, int seconds = 3600) =>
        Json(string.Create(CultureInfo.InvariantCulture, $$"""{"token_type":"Bearer","expires_in":{{seconds}},"access_token":"{{token}}"}"""));

    public static string Error(string error, string description = "", string status = "400 Bad Request", string headers = "") =>
        Json($$"""{"error":"{{error}}","error_description":"{{description}}"}""", status, headers);

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

    private static async Task<TokenRequest> ReadAsync(NetworkStream stream, CancellationToken cancellationToken)
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
            if (whole.Length - end - 4 >= length) return new TokenRequest(head, whole[(end + 4)..]);
        }
    }
}
