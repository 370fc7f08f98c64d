using System.Net;
using SmtpAdmin.Dns;

namespace SmtpAdmin.Core.Tests.Dns;

/// <summary>What tests of the resolver have in common.</summary>
public abstract class ResolverTests
{
    private protected static readonly DnsName Name = DnsName.Parse("www.example.org");
    private protected static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    /// <summary>No test waits that long: an answer comes, or the test fails.</summary>
    private protected static readonly TimeSpan Guard = TimeSpan.FromSeconds(60);

    private protected static CancellationToken Token => TestContext.Current.CancellationToken;

    private protected static DnsResolverOptions Options(params IPEndPoint[] servers) => new() { Servers = servers, UseCache = false, Timeout = Guard };

    private protected static DnsResolver Resolver(params FakeDnsServer[] servers) => new(Options([.. servers.Select(server => server.EndPoint)]), TimeProvider.System);

    private protected static Task<DnsAnswer> AskAsync(DnsResolver resolver, string name = "www.example.org", DnsType type = DnsType.A) =>
        resolver.ResolveAsync(DnsName.Parse(name), type, Token).AsTask().WaitAsync(Guard, Token);

    private protected static SoaRecord Soa(string zone, int minimumSeconds = 300) => new(
        DnsName.Parse(zone), Hour, DnsName.Parse("ns." + zone), DnsName.Parse("hostmaster." + zone), 1, Hour, Hour, Hour, TimeSpan.FromSeconds(minimumSeconds));

    /// <summary>A port where nothing listens.</summary>
    private protected static IPEndPoint ClosedPort()
    {
        using var probe = new System.Net.Sockets.UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        return (IPEndPoint)probe.Client.LocalEndPoint!;
    }
}
