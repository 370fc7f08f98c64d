using System.Net;
using SmtpAdmin.Dns;
using SmtpAdmin.Lab;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.Cli.Tests.Outside.Relay;

/// <summary>A relay in this process whose smart host takes nothing for now, so that its queue keeps what it is handed.</summary>
internal sealed class QueueLab : IAsyncDisposable
{
    private static readonly TimeSpan HangGuard = TimeSpan.FromMinutes(2);

    private readonly RelayFolder _folder = new();
    private readonly LabSmtpSink _smartHost = LabSmtpSink.Start(new LabSmtpSinkOptions { Faults = [LabFault.ReplyWith(LabStage.RcptTo, "451 4.7.1 Try again later")] });
    private readonly DnsResolver _resolver = new(new DnsResolverOptions { Servers = [new IPEndPoint(IPAddress.Loopback, 9)] }, TimeProvider.System);
    private SmtpRelay? _relay;

    private QueueLab()
    {
    }

    /// <summary>The folder of the queue.</summary>
    public string Spool => _folder.Spool;

    /// <summary>How long the relay keeps messages.</summary>
    public static TimeSpan ExpireAfter { get; } = TimeSpan.FromDays(2);

    /// <summary>A folder for files.</summary>
    public string Folder => _folder.Path;

    /// <summary>Where the mail goes that never arrives.</summary>
    public string Destination => _smartHost.EndPoint.ToString();

    private SmtpRelay Relay => _relay ?? throw new InvalidOperationException("The relay is stopped.");

    public static async Task<QueueLab> StartAsync()
    {
        var lab = new QueueLab();
        await lab.StartRelayAsync();
        return lab;
    }

    /// <summary>Starts the relay anew with the same queue.</summary>
    public async Task StartRelayAsync() => _relay = await SmtpRelay.StartAsync(new SmtpRelayOptions
    {
        SpoolPath = Spool,
        HostName = "relay.lab.test",
        Retry = new SmtpRelayRetry { ExpireAfter = ExpireAfter },
        Listeners = [new SmtpRelayListener { EndPoint = new IPEndPoint(IPAddress.Loopback, 0) }],
        Routes = [new SmtpRelayRoute { SmartHosts = [new SmtpSmartHost { Host = "127.0.0.1", Port = _smartHost.EndPoint.Port }] }],
    }, _resolver, TimeProvider.System, TestContext.Current.CancellationToken);

    /// <summary>Hands a message in.</summary>
    /// <returns>Its queue id.</returns>
    public async Task<string> SubmitAsync(string sender, params string[] recipients)
    {
        using var guard = Guard();
        await using var talk = await SmtpTalk.BeginMessageAsync(IPEndPoint.Parse(Relay.GetStatus().Listeners[0].EndPoint), sender, recipients, guard.Token);
        var reply = await talk.AskAsync(
            $"From: {sender}\r\nTo: {string.Join(", ", recipients)}\r\nMessage-ID: <{Guid.NewGuid():N}@client.lab.test>\r\nSubject: lab\r\n\r\nThe body of the message.\r\n.", guard.Token);
        Assert.StartsWith("250 ", reply, StringComparison.Ordinal);
        return reply.Split(' ')[^1];
    }

    /// <summary>Waits until so many recipients are to be tried again.</summary>
    public async Task WaitUntilDeferredAsync(int recipients)
    {
        using var guard = Guard();
        while (Relay.GetStatus().Queue.Deferred < recipients) await Task.Delay(TimeSpan.FromMilliseconds(20), guard.Token);
    }

    /// <summary>Stops the relay; the queue stays.</summary>
    public async Task StopRelayAsync()
    {
        await Relay.DisposeAsync();
        _relay = null;
    }

    /// <summary>Runs the executable on this queue.</summary>
    public Task<Outcome> RunAsync(string command, params string[] arguments) => Executable.RunAsync([command, "--spool-path", Spool, .. arguments]);

    /// <summary>The queue as the executable shows it.</summary>
    public async Task<IReadOnlyList<System.Text.Json.JsonElement>> QueueAsync(params string[] arguments)
    {
        var outcome = await RunAsync("get-smtp-queue", ["--json", .. arguments]);
        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        return outcome.Objects;
    }

    public async ValueTask DisposeAsync()
    {
        if (_relay is not null) await _relay.DisposeAsync();
        await _smartHost.DisposeAsync();
        await _resolver.DisposeAsync();
        _folder.Dispose();
    }

    private static CancellationTokenSource Guard()
    {
        var guard = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        guard.CancelAfter(HangGuard);
        return guard;
    }
}
