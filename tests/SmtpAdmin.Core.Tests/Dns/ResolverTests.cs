using System.Net;
using System.Net.Sockets;
using SmtpAdmin.Dns;

namespace SmtpAdmin.Core.Tests.Dns;

/// <summary>What tests of the resolver have in common.</summary>
public abstract class ResolverTests : IDisposable
{
    private protected static readonly DnsName Name = DnsName.Parse("www.example.org");
    private protected static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    /// <summary>No test waits that long: an answer comes, or the test fails.</summary>
    private protected static readonly TimeSpan Guard = TimeSpan.FromSeconds(60);

    private readonly List<UdpClient> _held = [];

    private protected static CancellationToken Token => TestContext.Current.CancellationToken;

    private protected static DnsResolverOptions Options(params IPEndPoint[] servers) => new() { Servers = servers, UseCache = false, Timeout = Guard };

    private protected static DnsResolver Resolver(params FakeDnsServer[] servers) => new(Options([.. servers.Select(server => server.EndPoint)]), TimeProvider.System);

    private protected static Task<DnsAnswer> AskAsync(DnsResolver resolver, string name = "www.example.org", DnsType type = DnsType.A) =>
        resolver.ResolveAsync(DnsName.Parse(name), type, Token).AsTask().WaitAsync(Guard, Token);

    private protected static SoaRecord Soa(string zone, int minimumSeconds = 300) => new(
        DnsName.Parse(zone), Hour, DnsName.Parse("ns." + zone), DnsName.Parse("hostmaster." + zone), 1, Hour, Hour, Hour, TimeSpan.FromSeconds(minimumSeconds));

    /// <summary>
    /// A port where nothing listens, and that nobody else is given meanwhile: a socket that is connected to itself has it, so that what comes from
    /// others is refused.
    /// </summary>
    private protected IPEndPoint ClosedPort()
    {
        var holder = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        _held.Add(holder);
        var port = (IPEndPoint)holder.Client.LocalEndPoint!;
        holder.Connect(port);
        return port;
    }

    /// <summary>Gives the closed ports back.</summary>
    public void Dispose()
    {
        foreach (var holder in _held) holder.Dispose();
        GC.SuppressFinalize(this);
    }
}
