using System.Net;
using System.Text;
using SmtpAdmin.Smtp.Protocol;
using SmtpAdmin.Smtp.Server;

namespace SmtpAdmin.Core.Tests.Smtp.Server;

/// <summary>A session in memory, and a client that says exactly what a test tells it to.</summary>
internal sealed class ServerUnderTest : IAsyncDisposable
{
    private readonly DuplexPipe _pipe = new();
    private readonly CancellationTokenSource _guard;
    private readonly CancellationTokenSource _stopping = new();
    private readonly List<byte> _pending = [];

    /// <param name="configure">Changes the options.</param>
    /// <param name="time">The clock.</param>
    /// <param name="onConnect">What the handler says to a connection. The session begins within this constructor, so it cannot be set later.</param>
    /// <param name="handler">Takes the place of <see cref="Handler"/>.</param>
    /// <param name="remote">The client's address.</param>
    public ServerUnderTest(
        Func<SmtpServerOptions, SmtpServerOptions>? configure = null,
        TimeProvider? time = null,
        Func<SmtpSessionInfo, SmtpReply?>? onConnect = null,
        ISmtpServerHandler? handler = null,
        IPEndPoint? remote = null)
    {
        Handler.OnConnect = onConnect ?? Handler.OnConnect;
        // A session that hangs fails its test; nothing else is timed.
        _guard = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        _guard.CancelAfter(TimeSpan.FromMinutes(2));
        Client = _pipe.Client;
        var options = new SmtpServerOptions { HostName = "mail.example.test", AuthFailureDelay = _ => TimeSpan.Zero, Observer = Observer };
        Session = new SmtpServerSession(_pipe.Server, configure?.Invoke(options) ?? options, handler ?? Handler, time ?? TimeProvider.System, remote);
        Run = RunAsync();
    }

    public RecordingHandler Handler { get; } = new();

    public RecordingObserver Observer { get; } = new();

    public SmtpServerSession Session { get; }

    /// <summary>The session, which ends when it does.</summary>
    public Task<SmtpSessionEnd> Run { get; }

    /// <summary>The client's stream; a test of TLS puts another over it.</summary>
    public Stream Client { get; set; }

    public CancellationToken Guard => _guard.Token;

    /// <summary>A session that has been greeted and said EHLO.</summary>
    public static async Task<ServerUnderTest> GreetedAsync(Func<SmtpServerOptions, SmtpServerOptions>? configure = null, TimeProvider? time = null)
    {
        var server = new ServerUnderTest(configure, time);
        await server.ReadAsync();
        await server.SayAsync("EHLO client.example.test");
        return server;
    }

    public void Stop() => _stopping.Cancel();

    public ValueTask SendAsync(string text) => SendAsync(Encoding.Latin1.GetBytes(text));

    public async ValueTask SendAsync(byte[] octets)
    {
        await Client.WriteAsync(octets, _guard.Token);
        await Client.FlushAsync(_guard.Token);
    }

    /// <summary>Sends a command, in UTF-8, and reads the reply.</summary>
    public async Task<string> SayAsync(string command)
    {
        await SendAsync(Encoding.UTF8.GetBytes(command + "\r\n"));
        return await ReadAsync();
    }

    /// <summary>Sends what follows 354, and reads the reply.</summary>
    public async Task<string> DataAsync(string content)
    {
        Assert.StartsWith("354 ", await SayAsync("DATA"));
        await SendAsync(content);
        return await ReadAsync();
    }

    /// <summary>MAIL and one RCPT.</summary>
    public async Task OpenTransactionAsync()
    {
        Assert.StartsWith("250 ", await SayAsync("MAIL FROM:<a@example.test>"));
        Assert.StartsWith("250 ", await SayAsync("RCPT TO:<b@example.test>"));
    }

    /// <summary>Reads one reply; its lines are divided by a line feed. Empty when the server closed.</summary>
    public async Task<string> ReadAsync()
    {
        var reply = new StringBuilder();
        while (true)
        {
            var line = await ReadLineAsync();
            if (line is null) return reply.ToString();
            reply.Append(reply.Length > 0 ? "\n" : "").Append(line);
            if (line.Length < 4 || line[3] != '-') return reply.ToString();
        }
    }

    /// <summary>Reads to the end.</summary>
    public async Task<string> ReadToEndAsync()
    {
        var text = new StringBuilder();
        while (await ReadLineAsync() is { } line) text.Append(line).Append('\n');
        return text.ToString();
    }

    /// <summary>The client closes; the session must end by itself.</summary>
    public async Task<SmtpSessionEnd> HangUpAsync()
    {
        await _pipe.HangUpAsync();
        return await Run.WaitAsync(_guard.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _pipe.DisposeAsync();
        await _guard.CancelAsync();
        await Run.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        _guard.Dispose();
        _stopping.Dispose();
    }

    private async Task<SmtpSessionEnd> RunAsync()
    {
        await Task.Yield();
        try
        {
            return await Session.RunAsync(_stopping.Token, _guard.Token);
        }
        finally
        {
            await _pipe.CloseServerAsync();
        }
    }

    /// <summary>Reads one line; null when the server closed.</summary>
    public async Task<string?> ReadLineAsync()
    {
        var buffer = new byte[4096];
        while (true)
        {
            var end = _pending.IndexOf((byte)'\n');
            if (end >= 0)
            {
                var line = Encoding.UTF8.GetString([.. _pending[..end]]);
                _pending.RemoveRange(0, end + 1);
                Assert.EndsWith("\r", line, StringComparison.Ordinal); // a server never sends a bare LF
                return line[..^1];
            }
            var read = await Client.ReadAsync(buffer, _guard.Token);
            if (read == 0) return null;
            _pending.AddRange(buffer.AsSpan(0, read));
        }
    }
}
