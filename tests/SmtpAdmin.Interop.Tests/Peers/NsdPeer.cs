using System.Globalization;
using System.Net;
using System.Text;

namespace SmtpAdmin.Interop.Tests.Peers;

/// <summary>NSD with the unsigned zones of tests/data/zones: a second opinion on every answer. It follows an alias within its zone only.</summary>
public sealed class NsdPeer() : PeerFixture("nsd")
{
    /// <summary>Where it answers, by UDP and TCP.</summary>
    public IPEndPoint EndPoint { get; private set; } = new(IPAddress.Loopback, 0);

    private protected override async Task StartOnceAsync(CancellationToken cancellationToken)
    {
        var directory = NewDirectory("nsd");
        PeerZones.CopyTo(directory);
        EndPoint = new IPEndPoint(IPAddress.Loopback, PeerPorts.TakeUdpAndTcp());
        var configuration = directory.Write("nsd.conf", Configuration(directory));
        var process = Keep(PeerProcess.Start(PeerProgram.Known["nsd"], directory, "-d", "-c", configuration));
        await process.WaitUntilAsync(token => PeerProbe.AnswersForAsync("interop.test", EndPoint.Port, token), cancellationToken);
    }

    private string Configuration(PeerDirectory directory)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"""
            server:
              ip-address: 127.0.0.1@{EndPoint.Port}
              do-ip6: no
              server-count: 1
              tcp-count: 200
              username: ""
              chroot: ""
              zonesdir: "{directory.Path}"
              database: ""
              pidfile: ""
              zonelistfile: "{directory["zone.list"]}"
              xfrdfile: "{directory["xfrd.state"]}"
              xfrdir: "{directory.Path}"
              minimal-responses: no
              rrl-ratelimit: 0
            remote-control:
              control-enable: no
            """);
        foreach (var zone in PeerZones.Names)
            text.AppendLine(CultureInfo.InvariantCulture, $"zone:\n  name: \"{zone}\"\n  zonefile: \"{PeerZones.FileOf(zone)}\"");
        return text.ToString();
    }
}
