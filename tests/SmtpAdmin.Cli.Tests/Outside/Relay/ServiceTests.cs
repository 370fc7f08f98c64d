using System.Net;
using System.Net.Sockets;
using SmtpAdmin.Lab;

namespace SmtpAdmin.Cli.Tests.Outside.Relay;

/// <summary>The relay as a service manager sees it: signals, and what is left when it has gone.</summary>
public sealed class ServiceTests : IDisposable
{
    private const string DeadServer = "127.0.0.1:9";

    private readonly RelayFolder _folder = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public ServiceTests() => Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no signals.");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task SIGTERM_lets_a_message_under_way_come_in_and_the_next_start_delivers_it()
    {
        await using var sink = LabSmtpSink.Start();
        await using (var relay = await RelayProcess.StartAsync(Configure(DeadServer)))
        {
            await using var talk = await BeginMessageAsync(relay.EndPoints[0]);
            await relay.SignalAsync("TERM");
            await relay.WaitUntilStoppingAsync();
            await talk.DoAsync("the rest\r\n.", "250", Cancelled);
            Assert.Equal(0, await relay.WaitAsync());
        }

        var stopped = await Executable.RunAsync("get-smtp-relay", "--spool-path", _folder.Spool, "--json");
        Assert.Equal(1, stopped.ExitCode);
        Assert.Equal("Stopped", stopped.Objects[0].GetProperty("State").GetString());
        Assert.Equal(1, stopped.Objects[0].GetProperty("Queue").GetProperty("Messages").GetInt32());

        await using var next = await RelayProcess.StartAsync(Configure(sink.EndPoint.ToString()));
        await sink.WaitForMessagesAsync(1, Cancelled);
        Assert.EndsWith("the beginning\r\nthe rest\r\n", sink.Messages[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_signal_ends_it_at_once()
    {
        await using var relay = await RelayProcess.StartAsync(["--config", Configure(DeadServer), "--grace", "3600"]);
        await using var talk = await BeginMessageAsync(relay.EndPoints[0]);
        await relay.SignalAsync("INT");
        await relay.WaitUntilStoppingAsync();
        await relay.SignalAsync("INT");
        Assert.Equal(0, await relay.WaitAsync());
    }

    [Fact]
    public async Task The_time_for_what_is_under_way_ends()
    {
        await using var relay = await RelayProcess.StartAsync(["--config", Configure(DeadServer), "--grace", "0.3"]);
        await using var talk = await BeginMessageAsync(relay.EndPoints[0]);
        await relay.SignalAsync("TERM");
        Assert.Equal(0, await relay.WaitAsync());
    }

    [Fact]
    public async Task SIGHUP_takes_new_networks()
    {
        await using var relay = await RelayProcess.StartAsync(Configure(DeadServer, "\"allowNetwork\": [\"192.0.2.0/24\"]"));
        Assert.StartsWith("5", await RecipientReplyAsync(relay.EndPoints[0]), StringComparison.Ordinal);
        Configure(DeadServer, "\"allowNetwork\": [\"127.0.0.0/8\"]");
        await relay.SignalAsync("HUP");
        while (!(await RecipientReplyAsync(relay.EndPoints[0])).StartsWith("250", StringComparison.Ordinal)) await Task.Delay(20, Cancelled);
        await relay.WaitForErrorAsync("smtpadmin: The configuration was read again: allowNetwork changed.");
    }

    [Fact]
    public async Task SIGHUP_tells_what_waits_for_a_restart()
    {
        await using var relay = await RelayProcess.StartAsync(Configure(DeadServer));
        Configure(DeadServer, "\"retry\": { \"first\": \"7s\" }");
        await relay.SignalAsync("HUP");
        await relay.WaitForErrorAsync("'retry' takes effect when the relay is started again");
    }

    [Fact]
    public async Task After_SIGHUP_with_a_bad_configuration_it_goes_on_and_says_why()
    {
        var configuration = Configure(DeadServer);
        await using var relay = await RelayProcess.StartAsync(configuration);
        await File.WriteAllTextAsync(configuration, "{\n  \"listenn\": 1\n}", Cancelled);
        await relay.SignalAsync("HUP");
        await relay.WaitForErrorAsync("line 2, column");
        Assert.StartsWith("250", await RecipientReplyAsync(relay.EndPoints[0]), StringComparison.Ordinal);

        var status = (await Executable.RunAsync("get-smtp-relay", "--spool-path", _folder.Spool, "--json")).Objects[0];
        Assert.Contains("goes on as before", status.GetProperty("LastErrors")[0].GetProperty("Text").GetString(), StringComparison.Ordinal);

        var again = await Executable.RunAsync("start-smtp-relay", "--reload", "--spool-path", _folder.Spool);
        Assert.Equal(2, again.ExitCode);
        Assert.Contains("line 2, column", again.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_goes_wrong_while_it_runs_is_in_the_service_s_log()
    {
        await using var relay = await RelayProcess.StartAsync(Configure(DeadServer));
        await using var talk = await BeginMessageAsync(relay.EndPoints[0]);
        await talk.DoAsync("the rest\r\n.", "250", Cancelled);
        await relay.WaitForErrorAsync($"smtpadmin: warning: Nothing is sent to {DeadServer} until ");
    }

    [Fact]
    public async Task It_tells_systemd_how_it_does()
    {
        var path = Path.Combine(_folder.Path, "notify");
        using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(path));
        await using var relay = await RelayProcess.StartAsync(Configure(DeadServer), new() { ["NOTIFY_SOCKET"] = path });

        var ready = await ReceiveAsync(socket);
        Assert.Equal("READY=1", ready[0]);
        Assert.Equal($"STATUS=relay.lab.test takes mail on {relay.EndPoints[0]}; 0 messages wait.", ready[1]);
        await relay.SignalAsync("HUP");
        var reloading = await ReceiveAsync(socket);
        Assert.Equal("RELOADING=1", reloading[0]);
        Assert.Matches("^MONOTONIC_USEC=[1-9][0-9]+$", reloading[1]);
        Assert.Equal("READY=1", (await ReceiveAsync(socket))[0]);
        await relay.SignalAsync("TERM");
        Assert.Equal("STOPPING=1", (await ReceiveAsync(socket))[0]);
        Assert.Equal(0, await relay.WaitAsync());
    }

    private static async Task<string[]> ReceiveAsync(Socket socket)
    {
        var buffer = new byte[4096];
        var length = await socket.ReceiveAsync(buffer, Cancelled);
        return System.Text.Encoding.UTF8.GetString(buffer, 0, length).Split('\n');
    }

    private static async Task<SmtpTalk> BeginMessageAsync(IPEndPoint relay)
    {
        var talk = await SmtpTalk.BeginMessageAsync(relay, "sender@lab.test", ["recipient@lab.test"], Cancelled);
        await talk.SayAsync("Subject: under way\r\n\r\nthe beginning\r\n", Cancelled);
        return talk;
    }

    private static async Task<string> RecipientReplyAsync(IPEndPoint relay)
    {
        await using var talk = await SmtpTalk.ConnectAsync(relay, Cancelled);
        await talk.DoAsync("HELO client.lab.test", "250", Cancelled);
        var sender = await talk.AskAsync("MAIL FROM:<sender@lab.test>", Cancelled);
        return sender.StartsWith("250", StringComparison.Ordinal) ? await talk.AskAsync("RCPT TO:<recipient@lab.test>", Cancelled) : sender;
    }

    private string Configure(string smartHost, string? more = null)
    {
        more ??= "\"retry\": { \"first\": \"1s\", \"longest\": \"2s\" }";
        return _folder.Write($$"""
            {
              "spoolPath": "spool", "hostName": "relay.lab.test", "listen": ["127.0.0.1:0"],
              "smartHost": ["{{smartHost}}"],
              {{more}}
            }
            """);
    }
}
