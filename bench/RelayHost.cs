using System.Net;
using SmtpAdmin.Dns;
using SmtpAdmin.Lab;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.Bench;

/// <summary>Our relay, as the bench starts it in a process of its own: one listener, one smart host, everything else as it is by itself.</summary>
internal static class RelayHost
{
    /// <summary>Runs until it is told to stop.</summary>
    /// <param name="arguments">The spool's folder, where to listen, and the sink.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<int> RunAsync(string[] arguments, CancellationToken cancellationToken)
    {
        var sink = IPEndPoint.Parse(arguments[2]);
        var certificate = LabCertificateAuthority.Create().Issue(["relay.bench.test"]);
        var options = new SmtpRelayOptions
        {
            SpoolPath = arguments[0],
            HostName = "relay.bench.test",
            Certificate = () => certificate,
            Listeners = [new SmtpRelayListener { EndPoint = IPEndPoint.Parse(arguments[1]) }],
            Routes = [new SmtpRelayRoute { SmartHosts = [new SmtpSmartHost { Host = sink.Address.ToString(), Port = sink.Port }] }],
        };
        await using var resolver = new DnsResolver(new DnsResolverOptions { Servers = [new IPEndPoint(IPAddress.Loopback, 9)] }, TimeProvider.System);
        await using var relay = await SmtpRelay.StartAsync(options, resolver, TimeProvider.System, cancellationToken);
        await relay.Completion.WaitAsync(cancellationToken);
        return 0;
    }
}
