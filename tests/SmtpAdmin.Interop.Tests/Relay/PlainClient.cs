using System.Net;
using System.Net.Sockets;
using System.Text;

namespace SmtpAdmin.Interop.Tests.Relay;

/// <summary>A client of a few lines that knows nothing but SMTP, for tests that are about what comes out of a relay.</summary>
internal sealed class PlainClient : IAsyncDisposable
{
    private readonly TcpClient _connection = new() { NoDelay = true };
    private StreamReader? _reader;

    private NetworkStream Stream => _connection.GetStream();

    /// <summary>Connects and says EHLO.</summary>
    public static async Task<PlainClient> ConnectAsync(IPEndPoint server, CancellationToken cancellationToken)
    {
        var client = new PlainClient();
        try
        {
            await client._connection.ConnectAsync(server, cancellationToken);
            client._reader = new StreamReader(client.Stream, Encoding.UTF8);
            await client.ExpectAsync("220", cancellationToken);
            await client.SayAsync("EHLO plain.interop.test", "250", cancellationToken);
            return client;
        }
        catch
        {
            await client.DisposeAsync();
            throw;
        }
    }

    /// <summary>Sends a message.</summary>
    /// <param name="data">The message with the dot that ends it.</param>
    /// <param name="from">What stands behind MAIL FROM: an address, or an address in brackets with parameters.</param>
    /// <param name="to">What stands behind RCPT TO, likewise.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The name that the server gave it.</returns>
    public async Task<string> SendAsync(ReadOnlyMemory<byte> data, string from, IEnumerable<string> to, CancellationToken cancellationToken)
    {
        await SayAsync($"MAIL FROM:{Path(from)}", "250", cancellationToken);
        foreach (var recipient in to) await SayAsync($"RCPT TO:{Path(recipient)}", "250", cancellationToken);
        await SayAsync("DATA", "354", cancellationToken);
        await Stream.WriteAsync(data, cancellationToken);
        var reply = await ExpectAsync("250", cancellationToken);
        return reply[(reply.LastIndexOf(' ') + 1)..];
    }

    public ValueTask DisposeAsync()
    {
        _reader?.Dispose();
        _connection.Dispose();
        return ValueTask.CompletedTask;
    }

    private static string Path(string text) => text.StartsWith('<') ? text : $"<{text}>";

    private async Task SayAsync(string line, string code, CancellationToken cancellationToken)
    {
        await Stream.WriteAsync(Encoding.UTF8.GetBytes(line + "\r\n"), cancellationToken);
        await ExpectAsync(code, cancellationToken);
    }

    private async Task<string> ExpectAsync(string code, CancellationToken cancellationToken)
    {
        string line;
        do line = await _reader!.ReadLineAsync(cancellationToken) ?? throw new IOException("The server closed the connection.");
        while (line.Length > 3 && line[3] == '-');
        return line.StartsWith(code, StringComparison.Ordinal) ? line : throw new IOException($"{code} was expected, and the server said: {line}");
    }
}
