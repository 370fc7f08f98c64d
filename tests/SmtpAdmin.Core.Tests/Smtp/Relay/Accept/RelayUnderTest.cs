using System.Net;
using System.Text;
using SmtpAdmin.Core.Tests.Smtp.Relay.Support;
using SmtpAdmin.Core.Tests.Smtp.Server;
using SmtpAdmin.Smtp.Relay;
using SmtpAdmin.Smtp.Server;

namespace SmtpAdmin.Core.Tests.Smtp.Relay.Accept;

/// <summary>The part of a relay that takes mail in, over a spool and a queue in memory.</summary>
internal sealed class RelayUnderTest : IRelayIntake
{
    public static readonly SmtpRelayListener Listener = new() { EndPoint = new IPEndPoint(IPAddress.Loopback, 0) };

    public RelayUnderTest(Func<SmtpRelayOptions, SmtpRelayOptions>? configure = null)
    {
        var options = new SmtpRelayOptions { SpoolPath = "nowhere", HostName = "relay.example.test", Listeners = [Listener], Routes = [new SmtpRelayRoute()] };
        Acceptance = new RelayAcceptance(configure?.Invoke(options) ?? options, Spool, this, Log, Clock);
    }

    public ManualClock Clock { get; } = new();

    public MemorySpool Spool { get; } = new();

    public MemoryLog Log { get; } = new();

    public RelayAcceptance Acceptance { get; }

    /// <summary>What the queue got, in order.</summary>
    public List<(long Number, RelayEnvelope Envelope)> Queued { get; } = [];

    public int Count { get; set; }

    public long Octets { get; set; }

    /// <summary>The only message that was taken, as text.</summary>
    public string Message => Encoding.Latin1.GetString(Spool[Assert.Single(Spool.Stored()).Number]);

    /// <summary>The envelope of the only message that was taken.</summary>
    public RelayEnvelope Envelope => Assert.Single(Queued).Envelope;

    public ReadOnlyMemory<byte> Encode(RelayEnvelope envelope) => Encoding.ASCII.GetBytes(envelope.QueueId);

    public void Add(long number, RelayEnvelope envelope)
    {
        // What the queue gets is in the spool already, under the same name.
        Assert.Contains(Spool.Stored(), message => message.Number == number && Encoding.ASCII.GetString(message.Envelope.Span) == envelope.QueueId);
        Queued.Add((number, envelope));
    }

    /// <summary>A session that nothing was said in yet.</summary>
    public ServerUnderTest Connect(string client = "127.0.0.1", SmtpRelayListener? listener = null) => new(
        _ => Acceptance.ServerOptions(listener ?? Listener) with { AllowInsecureAuth = true, AuthFailureDelay = _ => TimeSpan.Zero },
        Clock,
        handler: new RelayHandler(Acceptance, listener ?? Listener),
        remote: new IPEndPoint(IPAddress.Parse(client), 4711));

    /// <summary>A session that has been greeted and said EHLO.</summary>
    public async Task<ServerUnderTest> GreetedAsync(string client = "127.0.0.1", SmtpRelayListener? listener = null)
    {
        var server = Connect(client, listener);
        Assert.StartsWith("220 relay.example.test", await server.ReadAsync(), StringComparison.Ordinal);
        Assert.StartsWith("250", await server.SayAsync("EHLO client.example.test"), StringComparison.Ordinal);
        return server;
    }

    /// <summary>Sends a message in a session of its own, and tells the reply behind its end.</summary>
    public async Task<string> SendAsync(string content, string client = "127.0.0.1")
    {
        await using var server = await GreetedAsync(client);
        await server.OpenTransactionAsync();
        var reply = await server.DataAsync(content + ".\r\n");
        await server.SayAsync("QUIT");
        await server.Run;
        return reply;
    }
}
