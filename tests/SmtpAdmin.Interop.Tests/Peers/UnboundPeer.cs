using System.Globalization;
using System.Net;
using System.Text;

namespace SmtpAdmin.Interop.Tests.Peers;

/// <summary>unbound, a validating resolver in front of <see cref="BindPeer"/>, which it starts. Every other name it refuses.</summary>
/// <param name="bind">The authority behind it.</param>
public sealed class UnboundPeer(BindPeer bind) : PeerFixture("unbound", "bind9", "bind9-utils")
{
    /// <summary>Where it answers, by UDP and TCP.</summary>
    public IPEndPoint EndPoint { get; private set; } = new(IPAddress.Loopback, 0);

    private protected override async Task StartOnceAsync(CancellationToken cancellationToken)
    {
        await bind.RequireAsync();
        var directory = NewDirectory("unbound");
        directory.Write("anchors", bind.TrustAnchors);
        EndPoint = new IPEndPoint(IPAddress.Loopback, PeerPorts.TakeUdpAndTcp());
        var configuration = directory.Write("unbound.conf", Configuration(directory));
        var process = Keep(PeerProcess.Start(PeerProgram.Known["unbound"], directory, "-d", "-p", "-c", configuration));
        await process.WaitUntilAsync(token => PeerProbe.AnswersForAsync("interop.test", EndPoint.Port, token), cancellationToken);
    }

    private string Configuration(PeerDirectory directory)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"""
            server:
              interface: 127.0.0.1@{EndPoint.Port}
              do-ip6: no
              do-daemonize: no
              chroot: ""
              username: ""
              directory: "{directory.Path}"
              pidfile: ""
              use-syslog: no
              logfile: ""
              val-log-level: 2
              module-config: "validator iterator"
              trust-anchor-file: "{directory["anchors"]}"
              do-not-query-localhost: no
              access-control: 127.0.0.0/8 allow
              local-zone: "." refuse
              num-threads: 1
              edns-buffer-size: 1232
            remote-control:
              control-enable: no
            """);
        string[] zones = [.. PeerZones.Names, .. PeerZones.SignedNames, "refused.test"];
        foreach (var zone in zones) text.AppendLine(CultureInfo.InvariantCulture, $"server:\n  local-zone: \"{zone}\" transparent");
        foreach (var zone in zones)
            text.AppendLine(CultureInfo.InvariantCulture, $"stub-zone:\n  name: \"{zone}\"\n  stub-addr: 127.0.0.1@{bind.EndPoint.Port}");
        return text.ToString();
    }
}
