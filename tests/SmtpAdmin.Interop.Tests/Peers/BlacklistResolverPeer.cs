using System.Globalization;
using System.Net;
using System.Text;

namespace SmtpAdmin.Interop.Tests.Peers;

/// <summary>unbound in front of <see cref="BlacklistPeer"/>, which it starts, as a mail server's own resolver stands in front of the lists. Every other name it refuses.</summary>
/// <param name="lists">The lists behind it.</param>
public sealed class BlacklistResolverPeer(BlacklistPeer lists) : PeerFixture("unbound", "rbldnsd")
{
    /// <summary>Where it answers, by UDP and TCP.</summary>
    public IPEndPoint EndPoint { get; private set; } = new(IPAddress.Loopback, 0);

    private protected override async Task StartOnceAsync(CancellationToken cancellationToken)
    {
        await lists.RequireAsync();
        var directory = NewDirectory("unbound");
        EndPoint = new IPEndPoint(IPAddress.Loopback, PeerPorts.TakeUdpAndTcp());
        var configuration = directory.Write("unbound.conf", Configuration(directory));
        var process = Keep(PeerProcess.Start(PeerProgram.Known["unbound"], directory, "-d", "-p", "-c", configuration));
        await process.WaitUntilAsync(token => PeerProbe.AnswersForAsync("zen.spamhaus.org", EndPoint.Port, token), cancellationToken);
    }

    private string Configuration(PeerDirectory directory)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"""
            server:
              interface: 127.0.0.1@{EndPoint.Port}
              do-ip6: no
              do-tcp: yes
              do-daemonize: no
              chroot: ""
              username: ""
              directory: "{directory.Path}"
              pidfile: ""
              use-syslog: no
              logfile: ""
              module-config: "iterator"
              do-not-query-localhost: no
              access-control: 127.0.0.0/8 allow
              local-zone: "." refuse
              num-threads: 1
            remote-control:
              control-enable: no
            """);
        foreach (var (zone, _) in BlacklistZones.Served.Append(BlacklistZones.Dead))
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"""
                server:
                  local-zone: "{zone}" transparent
                stub-zone:
                  name: "{zone}"
                  stub-addr: 127.0.0.1@{lists.EndPoint.Port}
                """);
        }
        return text.ToString();
    }
}
