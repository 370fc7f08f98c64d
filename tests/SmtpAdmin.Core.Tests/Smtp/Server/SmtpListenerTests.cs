using System.Net;
using System.Net.Sockets;
using System.Text;
using SmtpAdmin.Smtp.Server;

namespace SmtpAdmin.Core.Tests.Smtp.Server;

public sealed class SmtpListenerTests
{
    private static readonly SmtpServerOptions Options = new() { HostName = "mail.example.test" };

    [Fact]
    public async Task It_takes_a_free_port_and_serves_many_at_once()
    {
        var handler = new RecordingHandler();
        await using var listener = Start(handler);
        Assert.NotEqual(0, listener.LocalEndPoint.Port);
        await Task.WhenAll(Enumerable.Range(0, 20).Select(async _ =>
        {
            using var client = await ConnectAsync(listener);
            Assert.Equal("220 mail.example.test ESMTP", await client.ReadAsync());
            Assert.StartsWith("250-", await client.SayAsync("EHLO a"), StringComparison.Ordinal);
        }));
    }

    [Fact]
    public async Task A_connection_too_many_gets_421_and_the_others_go_on()
    {
        await using var listener = Start(new RecordingHandler(), options => options with { MaxConnections = 2 });
        using var first = await ConnectAsync(listener);
        using var second = await ConnectAsync(listener);
        await first.ReadAsync();
        await second.ReadAsync();
        using var third = await ConnectAsync(listener);
        Assert.StartsWith("421 4.3.2", await third.ReadAsync(), StringComparison.Ordinal);
        Assert.Equal("250 2.0.0 OK", await first.SayAsync("NOOP"));
        Assert.StartsWith("221", await second.SayAsync("QUIT"), StringComparison.Ordinal);
        second.Dispose();
        third.Dispose();
        while (listener.ConnectionCount > 1) await Task.Delay(5, TestContext.Current.CancellationToken);
        using var fourth = await ConnectAsync(listener);
        Assert.StartsWith("220", await fourth.ReadAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_client_cannot_take_all_places()
    {
        await using var listener = Start(new RecordingHandler(), options => options with { MaxConnectionsPerClient = 1 });
        using var first = await ConnectAsync(listener);
        await first.ReadAsync();
        using var second = await ConnectAsync(listener);
        Assert.StartsWith("421 4.3.2", await second.ReadAsync(), StringComparison.Ordinal);
        using var other = await ConnectAsync(listener, IPAddress.Parse("127.0.0.2"));
        Assert.StartsWith("220", await other.ReadAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stop_finishes_the_message_under_way_and_ends_idle_sessions()
    {
        var handler = new RecordingHandler();
        await using var listener = Start(handler);
        using var idle = await ConnectAsync(listener);
        await idle.ReadAsync();
        using var busy = await ConnectAsync(listener);
        await busy.ReadAsync();
        foreach (var command in new[] { "EHLO a", "MAIL FROM:<a@example.test>", "RCPT TO:<b@example.test>", "DATA" }) await busy.SayAsync(command);
        var stopped = listener.StopAsync(TestContext.Current.CancellationToken);
        Assert.StartsWith("421 4.3.2", await idle.ReadAsync(), StringComparison.Ordinal);
        idle.Dispose();
        await Assert.ThrowsAnyAsync<SocketException>(() => ConnectAsync(listener));
        Assert.Equal("250 2.0.0 Taken", await busy.SayAsync("x\r\n."));
        Assert.StartsWith("421 4.3.2", await busy.ReadAsync(), StringComparison.Ordinal);
        busy.Dispose();
        await stopped;
        Assert.Single(handler.Messages);
        Assert.Equal(0, listener.ConnectionCount);
    }

    [Fact]
    public async Task A_stop_that_is_cut_short_cuts_sessions_off()
    {
        await using var listener = Start(new RecordingHandler());
        using var busy = await ConnectAsync(listener);
        await busy.ReadAsync();
        foreach (var command in new[] { "EHLO a", "MAIL FROM:<a@example.test>", "RCPT TO:<b@example.test>", "DATA" }) await busy.SayAsync(command);
        using var grace = new CancellationTokenSource();
        var stopped = listener.StopAsync(grace.Token);
        await grace.CancelAsync();
        await stopped.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        Assert.Equal(0, listener.ConnectionCount);
    }

    [Fact]
    public async Task The_last_reply_arrives_although_input_was_left_unread()
    {
        await using var listener = Start(new RecordingHandler());
        using var client = await ConnectAsync(listener);
        await client.ReadAsync();
        await client.SendAsync("EHLO a\r\n" + string.Concat(Enumerable.Repeat("NOOP\r\n", 5000)));
        Assert.StartsWith("554 5.5.0", await client.ReadAsync(), StringComparison.Ordinal); // not lost to a RST
    }

    [Fact]
    public async Task The_last_reply_arrives_although_the_client_sends_on()
    {
        var listen = new SmtpListenerOptions { EndPoint = new IPEndPoint(IPAddress.Loopback, 0) };
        var options = Options with { Extensions = SmtpServerExtensions.Default | SmtpServerExtensions.Chunking };
        await using var listener = SmtpListener.Start(listen, options, new RecordingHandler(), new ManualClock()); // on which the farewell takes for ever
        using var client = await ConnectAsync(listener);
        await client.ReadAsync();
        await client.SendAsync("BDAT 9000000000000 LAST\r\n" + new string('x', 100_000));
        Assert.StartsWith("503 ", await client.ReadAsync(), StringComparison.Ordinal);
        Assert.Equal("", await client.ReadAsync());
        for (var n = 0; n < 10; n++) await client.SendAsync(new string('x', 100)); // no RST
    }

    private static SmtpListener Start(RecordingHandler handler, Func<SmtpListenerOptions, SmtpListenerOptions>? configure = null)
    {
        var listen = new SmtpListenerOptions { EndPoint = new IPEndPoint(IPAddress.Loopback, 0) };
        return SmtpListener.Start(configure?.Invoke(listen) ?? listen, Options, handler, TimeProvider.System);
    }

    private static async Task<Connection> ConnectAsync(SmtpListener listener, IPAddress? from = null)
    {
        var client = new TcpClient(new IPEndPoint(from ?? IPAddress.Loopback, 0));
        try
        {
            await client.ConnectAsync(listener.LocalEndPoint, TestContext.Current.CancellationToken);
        }
        catch (SocketException)
        {
            client.Dispose();
            throw;
        }
        return new Connection(client);
    }

    private sealed class Connection(TcpClient client) : IDisposable
    {
        private readonly StreamReader _reader = new(client.GetStream(), Encoding.UTF8);

        public async Task SendAsync(string text) =>
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(text), TestContext.Current.CancellationToken);

        public async Task<string> SayAsync(string command)
        {
            await SendAsync(command + "\r\n");
            return await ReadAsync();
        }

        public async Task<string> ReadAsync()
        {
            var reply = "";
            string? line;
            do reply += line = await _reader.ReadLineAsync(TestContext.Current.CancellationToken);
            while (line is { Length: > 3 } && line[3] == '-');
            return reply;
        }

        public void Dispose()
        {
            _reader.Dispose();
            client.Dispose();
        }
    }
}
