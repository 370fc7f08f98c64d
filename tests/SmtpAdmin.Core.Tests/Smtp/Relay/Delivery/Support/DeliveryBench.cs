using System.Collections.Concurrent;
using System.Net;
using System.Text;
using SmtpAdmin.Core.Tests.Fakes;
using SmtpAdmin.Core.Tests.Smtp.Client.Support;
using SmtpAdmin.Core.Tests.Smtp.Relay.Support;
using SmtpAdmin.Core.Tests.Smtp.Server;
using SmtpAdmin.Dns;
using SmtpAdmin.Smtp.Client;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.Core.Tests.Smtp.Relay.Delivery.Support;

/// <summary>A delivery engine among servers in memory, a stub DNS, a queue and a spool in memory, and a clock that stands still.</summary>
internal sealed class DeliveryBench : IAsyncDisposable
{
    public const string SmartHost = "192.0.2.1:25";
    public const string Body = "From: me@example.org\r\nSubject: test\r\n\r\nhello\r\n.dot\r\n";

    private DeliveryEngine? _engine;
    private long _number;

    public ManualClock Time { get; } = new();

    /// <summary>The clock of the engine, where it is not the one that stands still.</summary>
    public TimeProvider? Clock { get; init; }

    public StubResolver Resolver { get; } = new();

    /// <summary>Asks the DNS in place of the stub.</summary>
    public IDnsResolver? Lookups { get; init; }

    public TestNetwork Network { get; init; } = new();

    /// <summary>Makes the connections in place of the network in memory.</summary>
    public ISmtpConnector? Connector { get; init; }

    /// <summary>Knows more about TLS than the options.</summary>
    public ITlsPolicySource? Policies { get; init; }

    public TestQueue Queue { get; init; } = new();

    public BlockSpool Spool { get; init; } = new();

    public MemoryLog Log { get; } = new();

    public ConcurrentQueue<(long Number, string Why)> Damaged { get; } = new();

    public SmtpRelayOptions Options { get; init; } = BasicOptions;

    /// <summary>The smart host 192.0.2.1, on port 25.</summary>
    public RelayDestination Destination { get; init; } = ToSmartHosts(new SmtpSmartHost { Host = "192.0.2.1" });

    public DeliveryEngine Engine => _engine ??= Start();

    public static SmtpRelayOptions BasicOptions { get; } = new()
    {
        SpoolPath = "nowhere",
        HostName = "relay.example.org",
        Listeners = [new SmtpRelayListener { EndPoint = new IPEndPoint(IPAddress.Parse("192.0.2.99"), 25) }],
        Routes = [],
        Delivery = new SmtpRelayDelivery { MaxConnectionsPerDestination = 1 },
    };

    public static RelayDestination ToSmartHosts(params SmtpSmartHost[] hosts) => new(hosts[0].ToString(), new SmtpRelayRoute { SmartHosts = hosts }, null);

    public static RelayDestination ToMx(string domain) => new(domain, new SmtpRelayRoute(), domain);

    public static RelayEnvelope Envelope(params string[] recipients) => new()
    {
        QueueId = "Q1",
        ReceivedAt = DateTimeOffset.UnixEpoch,
        Sender = "me@example.org",
        Recipients = [.. recipients.Select(recipient => new RelayRecipient(recipient))],
    };

    /// <summary>Puts a message into the queue.</summary>
    /// <returns>Its number.</returns>
    public long Add(RelayEnvelope envelope, string body = Body, RelayDestination? destination = null)
    {
        _ = Engine;
        var number = Interlocked.Increment(ref _number);
        Spool.Put(number, Encoding.Latin1.GetBytes(body));
        if (envelope.Size == 0) envelope = envelope with { Size = body.Length };
        if (body.Any(character => character > '\x7f')) envelope = envelope with { HasEightBit = true };
        Queue.Add(new DeliveryJob(number, envelope, destination ?? Destination, [.. Enumerable.Range(0, envelope.Recipients.Count)]));
        return number;
    }

    /// <summary>Puts messages to b@example.net into the queue.</summary>
    /// <returns>Their numbers.</returns>
    public IReadOnlyList<long> AddMany(int count) => [.. Enumerable.Range(0, count).Select(_ => Add(Envelope("b@example.net")))];

    /// <summary>Delivers a message.</summary>
    public Task<IReadOnlyList<DeliveryResult>> DeliverAsync(RelayEnvelope envelope, string body = Body, RelayDestination? destination = null) =>
        Queue.ResultsAsync(Add(envelope, body, destination), TestContext.Current.CancellationToken);

    /// <summary>Delivers a message to b@example.net.</summary>
    public async Task<DeliveryResult> DeliverAsync() => Assert.Single(await DeliverAsync(Envelope("b@example.net")));

    public Task StopAsync() => Engine.StopAsync(TestContext.Current.CancellationToken);

    /// <summary>Plays one message against the smart host, and ends the engine.</summary>
    public static async Task<(IReadOnlyList<DeliveryResult> Results, ScriptedStream Server, DeliveryBench Bench)> PlayAsync(string script, RelayEnvelope envelope, string body = Body)
    {
        var server = new ScriptedStream(SmtpScript.Parse(script));
        await using var bench = new DeliveryBench { Network = new TestNetwork().On(SmartHost, server) };
        var results = await bench.DeliverAsync(envelope, body);
        await bench.StopAsync();
        Assert.True(server.Disposed);
        Assert.Equal(0, bench.Spool.Open);
        return (results, server, bench);
    }

    public async ValueTask DisposeAsync()
    {
        if (_engine is not null) await _engine.DisposeAsync();
    }

    private DeliveryEngine Start()
    {
        var engine = new DeliveryEngine(Queue, Spool, Options, Lookups ?? Resolver, Connector ?? Network, Log, Clock ?? Time, Random.Shared, (number, why) => Damaged.Enqueue((number, why)), tlsPolicies: Policies);
        engine.Start();
        return engine;
    }
}
