using System.Net;
using System.Net.Sockets;
using System.Text;

namespace SmtpAdmin.Cli.Tests.Outside.Relay;

/// <summary>A client's side of a session, line by line.</summary>
internal sealed class SmtpTalk : IAsyncDisposable
{
    private readonly TcpClient _client;
    private readonly NetworkStream _stream;
    private readonly StreamReader _reader;

    private SmtpTalk(TcpClient client)
    {
        _client = client;
        _stream = client.GetStream();
        _reader = new StreamReader(_stream, Encoding.ASCII, leaveOpen: true);
    }

    /// <summary>Connects, and takes the greeting.</summary>
    /// <exception cref="SocketException">Nobody listens.</exception>
    public static async Task<SmtpTalk> ConnectAsync(IPEndPoint server, CancellationToken cancellationToken)
    {
        var client = new TcpClient();
        try
        {
            await client.ConnectAsync(server, cancellationToken);
            var talk = new SmtpTalk(client);
            await talk.ExpectAsync("220", cancellationToken);
            return talk;
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    /// <summary>Connects, and says all that comes before the first line of a message.</summary>
    public static async Task<SmtpTalk> BeginMessageAsync(IPEndPoint server, string sender, IEnumerable<string> recipients, CancellationToken cancellationToken)
    {
        var talk = await ConnectAsync(server, cancellationToken);
        await talk.DoAsync("HELO client.lab.test", "250", cancellationToken);
        await talk.DoAsync($"MAIL FROM:<{sender}>", "250", cancellationToken);
        foreach (var recipient in recipients) await talk.DoAsync($"RCPT TO:<{recipient}>", "250", cancellationToken);
        await talk.DoAsync("DATA", "354", cancellationToken);
        return talk;
    }

    /// <summary>Sends text as it is.</summary>
    public Task SayAsync(string text, CancellationToken cancellationToken) => _stream.WriteAsync(Encoding.ASCII.GetBytes(text), cancellationToken).AsTask();

    /// <summary>Sends a command and gives the reply, which has one line.</summary>
    public async Task<string> AskAsync(string command, CancellationToken cancellationToken)
    {
        await SayAsync(command + "\r\n", cancellationToken);
        return await ReadAsync(cancellationToken);
    }

    /// <summary>Sends a command, to which the reply must have a code.</summary>
    /// <exception cref="IOException">The reply is another, or the server is gone.</exception>
    public async Task DoAsync(string command, string code, CancellationToken cancellationToken)
    {
        await SayAsync(command + "\r\n", cancellationToken);
        await ExpectAsync(code, cancellationToken);
    }

    /// <summary>Takes a reply, which must have a code.</summary>
    /// <exception cref="IOException">The reply is another, or the server is gone.</exception>
    public async Task ExpectAsync(string code, CancellationToken cancellationToken)
    {
        var line = await ReadAsync(cancellationToken);
        if (!line.StartsWith(code, StringComparison.Ordinal)) throw new IOException($"The relay said: {line}");
    }

    public async ValueTask DisposeAsync()
    {
        _reader.Dispose();
        await _stream.DisposeAsync();
        _client.Dispose();
    }

    private async Task<string> ReadAsync(CancellationToken cancellationToken) => await _reader.ReadLineAsync(cancellationToken) ?? throw new IOException("The relay closed the connection.");
}
