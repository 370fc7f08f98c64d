using System.Diagnostics;
using System.Net;
using SmtpAdmin.Dns;

namespace SmtpAdmin.Bench;

/// <summary>BIND's named on a free loopback port, with a zone <c>spf.test</c>; stopped when disposed.</summary>
internal sealed class NamedServer : IAsyncDisposable
{
    private const string Program = "/usr/sbin/named";

    /// <summary>How many records with ten look-ups there are, each with names of its own: ten0.spf.test and so on.</summary>
    public const int Records = 64;

    private const string Common = """
        $TTL 60
        @ SOA ns.spf.test. hostmaster.spf.test. 1 3600 600 86400 60
        @ NS ns
        ns A 127.0.0.1
        ip4 TXT "v=spf1 ip4:198.51.100.0/28 ip4:198.51.100.16/28 ip4:198.51.100.32/28 ip4:198.51.100.48/28 ip4:198.51.100.64/28 ip4:198.51.100.80/28 ip4:198.51.100.96/28 ip4:198.51.100.112/28" " ip4:203.0.113.0/25 ip4:203.0.113.128/25 ip4:198.18.0.0/15 ip4:192.0.2.0/24 -all"
        *.ok A 127.0.0.2

        """;

    // The ten: 4 include, 3 a, 2 mx with a host each, and an exists, which matches.
    private static readonly string Zone = Common + string.Concat(Enumerable.Range(0, Records).Select(n => $"""
        ten{n} TXT "v=spf1 include:i1.r{n}.spf.test include:i2.r{n}.spf.test include:i3.r{n}.spf.test include:i4.r{n}.spf.test a:a1.r{n}.spf.test a:a2.r{n}.spf.test a:a3.r{n}" ".spf.test mx:m1.r{n}.spf.test mx:m2.r{n}.spf.test exists:%{"{ir}"}.ok.spf.test -all"
        i1.r{n} TXT "v=spf1 ip4:198.51.100.0/28 ip4:198.51.100.16/28 -all"
        i2.r{n} TXT "v=spf1 ip4:198.51.100.32/28 ip4:198.51.100.48/28 -all"
        i3.r{n} TXT "v=spf1 ip4:198.51.100.64/28 ip4:198.51.100.80/28 -all"
        i4.r{n} TXT "v=spf1 ip4:198.51.100.96/28 ip4:198.51.100.112/28 -all"
        a1.r{n} A 198.51.100.130
        a2.r{n} A 198.51.100.131
        a3.r{n} A 198.51.100.132
        m1.r{n} MX 10 mx1.r{n}
        m2.r{n} MX 10 mx2.r{n}
        mx1.r{n} A 198.51.100.140
        mx2.r{n} A 198.51.100.141

        """));

    private readonly ServerProcess _process;

    private NamedServer(ServerProcess process, IPEndPoint endPoint)
    {
        _process = process;
        EndPoint = endPoint;
    }

    public IPEndPoint EndPoint { get; }

    /// <exception cref="InvalidOperationException">named is not installed or does not answer.</exception>
    public static async Task<NamedServer> StartAsync(CancellationToken cancellationToken)
    {
        if (!File.Exists(Program)) throw new InvalidOperationException("named is not installed (Debian: apt-get install bind9).");
        var directory = Directory.CreateTempSubdirectory("smtpadmin-bench-").FullName;
        var endPoint = ServerProcess.FreeEndPoint();
        var configuration = Path.Combine(directory, "named.conf");
        await File.WriteAllTextAsync(Path.Combine(directory, "zone"), Zone, cancellationToken);
        await File.WriteAllTextAsync(configuration, $$"""
            options { directory "{{directory}}"; pid-file none; session-keyfile "{{directory}}/session.key"; lock-file none;
              listen-on port {{endPoint.Port}} { 127.0.0.1; }; listen-on-v6 { none; };
              recursion no; dnssec-validation no; empty-zones-enable no; notify no; allow-query { 127.0.0.1; }; };
            controls { };
            zone "spf.test" { type primary; file "zone"; };
            """, cancellationToken);
        var logFile = Path.Combine(directory, "log");
        var process = new ServerProcess(Process.Start(new ProcessStartInfo(Program, ["-f", "-n", "2", "-c", configuration, "-L", logFile]))!, directory);
        var log = "it wrote no log";
        try
        {
            if (await process.AnswersAsync(endPoint, "ip4.spf.test", DnsType.TXT, cancellationToken)) return new NamedServer(process, endPoint);
            if (File.Exists(logFile)) log = await File.ReadAllTextAsync(logFile, cancellationToken);
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
        await process.DisposeAsync();
        throw new InvalidOperationException($"named does not answer: {log}");
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();
}
