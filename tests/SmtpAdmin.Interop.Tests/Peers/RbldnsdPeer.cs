using System.Globalization;
using System.Net;

namespace SmtpAdmin.Interop.Tests.Peers;

/// <summary>rbldnsd with a blacklist, bl.test, that holds 10.0.0.0/16. Its small receive buffer drops bursts.</summary>
public sealed class RbldnsdPeer() : PeerFixture("rbldnsd")
{
    /// <summary>Where it answers, by UDP alone.</summary>
    public IPEndPoint EndPoint { get; private set; } = new(IPAddress.Loopback, 0);

    private protected override async Task StartOnceAsync(CancellationToken cancellationToken)
    {
        var directory = NewDirectory("rbldnsd");
        directory.Write("ip4", """
            $SOA 3600 ns.bl.test hostmaster.bl.test 1 600 300 86400 60
            $NS 3600 ns.bl.test
            :127.0.0.4:Listed $
            127.0.0.2
            10.0.0.0/16

            """);
        EndPoint = new IPEndPoint(IPAddress.Loopback, PeerPorts.TakeUdpAndTcp());
        var process = Keep(PeerProcess.Start(PeerProgram.Known["rbldnsd"], directory,
            ["-n", .. Environment.IsPrivilegedProcess ? ["-u", "nobody"] : (string[])[], "-b", string.Create(CultureInfo.InvariantCulture, $"127.0.0.1/{EndPoint.Port}"),
            "-w", directory.Path, "-t", "60", "-c", "0", "bl.test:ip4set:ip4"]));
        await process.WaitUntilAsync(token => PeerProbe.AnswersForAsync("bl.test", EndPoint.Port, token), cancellationToken);
    }
}
