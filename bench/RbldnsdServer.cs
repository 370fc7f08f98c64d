using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using SmtpAdmin.Dns;

namespace SmtpAdmin.Bench;

/// <summary>An rbldnsd of our own on a free loopback port, with a blacklist zone <c>bl.test</c>; stopped when disposed.</summary>
internal sealed class RbldnsdServer : IAsyncDisposable
{
    public const string Zone = "bl.test";

    /// <summary>Lists beside it, with the same entries: z01.bl.test and so on.</summary>
    public const int MoreZones = 20;

    private const string ZoneText = """
        $SOA 3600 ns.bl.test hostmaster.bl.test 1 600 300 86400 60
        $NS 3600 ns.bl.test
        :127.0.0.2:Listed
        127.0.0.2
        10.0.0.0/8 :127.0.0.4:Dynamic range $

        """;

    private static readonly string[] Programs = ["/usr/sbin/rbldnsd", "/usr/bin/rbldnsd"];
    private readonly ServerProcess _process;

    private RbldnsdServer(ServerProcess process, IPEndPoint endPoint, IPAddress? standardPort)
    {
        StandardPort = standardPort;
        _process = process;
        EndPoint = endPoint;
    }

    /// <summary>An address where it answers on port 53 too, for peers that know no other; null where that port may not be taken.</summary>
    public IPAddress? StandardPort { get; }

    public static IReadOnlyList<string> MoreZoneNames { get; } = [.. Enumerable.Range(1, MoreZones).Select(n => $"z{n:00}.{Zone}")];

    public IPEndPoint EndPoint { get; }

    /// <exception cref="InvalidOperationException">rbldnsd is not installed or does not answer.</exception>
    public static async Task<RbldnsdServer> StartAsync(CancellationToken cancellationToken)
    {
        var program = Programs.FirstOrDefault(File.Exists)
            ?? throw new InvalidOperationException("rbldnsd is not installed (Debian: apt-get install rbldnsd).");
        var directory = Directory.CreateTempSubdirectory("smtpadmin-bench-").FullName;
        await File.WriteAllTextAsync(Path.Combine(directory, "ip4"), ZoneText.Replace("\r", "", StringComparison.Ordinal), cancellationToken);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        var endPoint = ServerProcess.FreeEndPoint();
        List<string> arguments = ["-n", "-b", $"127.0.0.1/{endPoint.Port}", "-w", directory, "-t", "60", "-c", "0", $"{Zone}:ip4set:ip4", .. MoreZoneNames.Select(zone => $"{zone}:ip4set:ip4")];
        var standardPort = FindStandardPort();
        if (standardPort is not null) arguments.InsertRange(1, ["-b", $"{standardPort}/53"]);
        if (Environment.UserName == "root") arguments.InsertRange(0, ["-u", "nobody"]); // it will not run as root
        var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var log = new StringBuilder();
        process.OutputDataReceived += (_, line) => Note(line.Data);
        process.ErrorDataReceived += (_, line) => Note(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var server = new ServerProcess(process, directory);
        try
        {
            if (await server.AnswersAsync(endPoint, "2.0.0.127." + Zone, DnsType.A, cancellationToken)) return new RbldnsdServer(server, endPoint, standardPort);
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
        await server.DisposeAsync();
        lock (log) throw new InvalidOperationException($"rbldnsd does not answer: {log}");

        void Note(string? line)
        {
            lock (log) log.AppendLine(line); // both streams, each in a thread of its own
        }
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private static IPAddress? FindStandardPort()
    {
        var address = new IPAddress([127, 0, 0, 77]);
        try
        {
            using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            probe.Bind(new IPEndPoint(address, 53));
            return address;
        }
        catch (SocketException)
        {
            return null; // not root, or taken
        }
    }
}
