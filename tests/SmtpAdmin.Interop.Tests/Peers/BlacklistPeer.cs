using System.Globalization;
using System.Net;

namespace SmtpAdmin.Interop.Tests.Peers;

/// <summary>rbldnsd with zones that have the names of real lists and answer as those do.</summary>
public sealed class BlacklistPeer() : PeerFixture("rbldnsd")
{
    /// <summary>Where it answers, by UDP alone.</summary>
    public IPEndPoint EndPoint { get; private set; } = new(IPAddress.Loopback, 0);

    private protected override async Task StartOnceAsync(CancellationToken cancellationToken)
    {
        var directory = NewDirectory("lists");
        BlacklistZones.CopyTo(directory);
        EndPoint = new IPEndPoint(IPAddress.Loopback, PeerPorts.TakeUdpAndTcp());
        var process = Keep(PeerProcess.Start(PeerProgram.Known["rbldnsd"], directory,
            ["-n", .. Environment.IsPrivilegedProcess ? ["-u", "nobody"] : (string[])[], "-b", string.Create(CultureInfo.InvariantCulture, $"127.0.0.1/{EndPoint.Port}"),
            "-w", directory.Path, "-t", "60", "-c", "0", .. BlacklistZones.Served.Append(BlacklistZones.Dead).SelectMany(BlacklistZones.Words)]));
        await process.WaitUntilAsync(token => PeerProbe.AnswersForAsync("zen.spamhaus.org", EndPoint.Port, token), cancellationToken);
    }
}
