using System.Globalization;
using System.Net;
using System.Text;

namespace SmtpAdmin.Interop.Tests.Peers;

/// <summary>BIND, as the authority for the zones of tests/data/zones and for signed ones; refused.test it refuses.</summary>
public sealed class BindPeer() : PeerFixture("bind9", "bind9-utils")
{
    private PeerProcess? _process;

    /// <summary>Where it answers, by UDP and TCP.</summary>
    public IPEndPoint EndPoint { get; private set; } = new(IPAddress.Loopback, 0);

    /// <summary>The signed zones' DNSKEY records, for a resolver to trust.</summary>
    internal string TrustAnchors { get; private set; } = "";

    /// <summary>The end of its log.</summary>
    internal string LogTail => _process?.LogTail() ?? "";

    private protected override async Task StartOnceAsync(CancellationToken cancellationToken)
    {
        var directory = NewDirectory("bind");
        PeerZones.CopyTo(directory);
        directory.Write(PeerZones.FileOf("refused.test"), PeerZones.Read("signed.test"));
        TrustAnchors = await PeerZones.SignAsync(directory, cancellationToken);
        EndPoint = new IPEndPoint(IPAddress.Loopback, PeerPorts.TakeUdpAndTcp());
        var configuration = directory.Write("named.conf", Configuration(directory));
        _process = Keep(PeerProcess.Start(PeerProgram.Known["bind9"], directory, "-g", "-n", "2", "-c", configuration));
        await _process.WaitUntilAsync(token => PeerProbe.AnswersForAsync("interop.test", EndPoint.Port, token), cancellationToken);
    }

    private string Configuration(PeerDirectory directory)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $$"""
            options {
                directory "{{directory.Path}}"; pid-file none; lock-file none; session-keyfile "{{directory["session.key"]}}";
                listen-on port {{EndPoint.Port}} { 127.0.0.1; }; listen-on-v6 { none; };
                recursion no; dnssec-validation no; empty-zones-enable no; notify no; minimal-responses no;
                tcp-clients 200; check-names primary ignore; check-integrity no;
            };
            controls { };
            zone "refused.test" { type primary; file "refused.test.zone"; allow-query { none; }; };
            """);
        foreach (var zone in PeerZones.Names.Concat(PeerZones.SignedNames))
            text.AppendLine(CultureInfo.InvariantCulture, $$"""zone "{{zone}}" { type primary; file "{{PeerZones.FileOf(zone)}}"; };""");
        return text.ToString();
    }
}
