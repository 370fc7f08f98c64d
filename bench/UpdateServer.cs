using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using SmtpAdmin.Dns;

namespace SmtpAdmin.Bench;

/// <summary>BIND's named on a free loopback port, with a zone that takes updates signed with a key; stopped when disposed.</summary>
internal sealed class UpdateServer : IAsyncDisposable
{
    public const string Zone = "publish.test";

    private const string Program = "/usr/sbin/named";

    private readonly ServerProcess _process;

    private UpdateServer(ServerProcess process, IPEndPoint endPoint, string directory, TsigKey key)
    {
        _process = process;
        EndPoint = endPoint;
        Directory = directory;
        Key = key;
    }

    public IPEndPoint EndPoint { get; }

    /// <summary>A directory that goes with the server.</summary>
    public string Directory { get; }

    /// <summary>What signs.</summary>
    public TsigKey Key { get; }

    /// <summary>The same in a file, for tools.</summary>
    public string KeyFile => Path.Combine(Directory, "publisher.key");

    /// <exception cref="InvalidOperationException">named is not installed or does not answer.</exception>
    public static async Task<UpdateServer> StartAsync(CancellationToken cancellationToken)
    {
        if (!File.Exists(Program)) throw new InvalidOperationException("named is not installed (Debian: apt-get install bind9).");
        var directory = System.IO.Directory.CreateTempSubdirectory("smtpadmin-bench-").FullName;
        var endPoint = ServerProcess.FreeEndPoint();
        var secret = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
        var configuration = Path.Combine(directory, "named.conf");
        await File.WriteAllTextAsync(Path.Combine(directory, "zone"), $"$TTL 300\n@ SOA ns.{Zone}. hostmaster.{Zone}. 1 3600 600 86400 60\n@ NS ns\nns A 127.0.0.1\n", cancellationToken);
        await File.WriteAllTextAsync(Path.Combine(directory, "publisher.key"), $$"""key "publisher" { algorithm hmac-sha256; secret "{{secret}}"; };""", cancellationToken);
        await File.WriteAllTextAsync(configuration, $$"""
            include "{{directory}}/publisher.key";
            options { directory "{{directory}}"; pid-file none; session-keyfile "{{directory}}/session.key"; lock-file none;
              listen-on port {{endPoint.Port}} { 127.0.0.1; }; listen-on-v6 { none; };
              recursion no; dnssec-validation no; empty-zones-enable no; notify no; allow-query { 127.0.0.1; }; };
            controls { };
            zone "{{Zone}}" { type primary; file "zone"; allow-update { key publisher; }; };
            """, cancellationToken);
        var process = new ServerProcess(Process.Start(new ProcessStartInfo(Program, ["-f", "-n", "2", "-c", configuration, "-L", Path.Combine(directory, "log")]))!, directory);
        if (await process.AnswersAsync(endPoint, Zone, DnsType.SOA, cancellationToken)) return new UpdateServer(process, endPoint, directory, TsigKey.Create("publisher", TsigAlgorithm.HmacSha256, secret));
        await process.DisposeAsync();
        throw new InvalidOperationException("named does not answer.");
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();
}
