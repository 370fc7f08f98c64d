using System.Net;
using SmtpAdmin.Dns;
using SmtpAdmin.Interop.Tests.Peers;

namespace SmtpAdmin.Interop.Tests.Dns;

/// <summary>What tests of the DNS client against real servers have in common.</summary>
public abstract class NameServerTests(PeerSet peers)
{
    /// <summary>All servers.</summary>
    protected PeerSet Peers { get; } = peers;

    /// <summary>The run's token.</summary>
    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Where a server answers; starts it, or skips the test.</summary>
    protected async Task<IPEndPoint> RequireAsync(NameServer server)
    {
        switch (server)
        {
            case NameServer.Bind:
                await Peers.Bind.RequireAsync();
                return Peers.Bind.EndPoint;
            case NameServer.Nsd:
                await Peers.Nsd.RequireAsync();
                return Peers.Nsd.EndPoint;
            default:
                await Peers.Unbound.RequireAsync();
                return Peers.Unbound.EndPoint;
        }
    }

    /// <summary>Options to ask servers on loopback by, every time anew.</summary>
    protected static DnsResolverOptions Options(params IPEndPoint[] servers) => new() { Servers = servers, UseCache = false, Timeout = TimeSpan.FromSeconds(5) };

    /// <summary>Asks one server one question.</summary>
    protected async Task<DnsAnswer> AskAsync(NameServer server, string name, DnsType type)
    {
        await using var resolver = new DnsResolver(Options(await RequireAsync(server)), TimeProvider.System);
        return await resolver.ResolveAsync(DnsName.Parse(name), type, Token);
    }

    /// <summary>A free port: nothing answers there.</summary>
    protected static IPEndPoint Nowhere() => new(IPAddress.Loopback, PeerPorts.TakeUdpAndTcp());
}
