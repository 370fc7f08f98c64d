using System.Globalization;
using System.Net;
using SmtpAdmin.Interop.Tests.Peers;

namespace SmtpAdmin.Bench;

/// <summary>A private Postfix as Debian ships it, with its syncing on, relaying all to one sink.</summary>
internal sealed class PostfixRelay : IRelayContestant
{
    private const string Program = "/usr/sbin/postfix";

    private readonly string _directory;

    private PostfixRelay(string directory, IPEndPoint endPoint)
    {
        _directory = directory;
        EndPoint = endPoint;
    }

    public string Name => "Postfix";

    public IPEndPoint EndPoint { get; }

    private string Configuration => Path.Combine(_directory, "etc");

    /// <exception cref="InvalidOperationException">Postfix is not installed, or does not start; it starts for root alone.</exception>
    public static async Task<PostfixRelay> StartAsync(IPEndPoint sink, CancellationToken cancellationToken)
    {
        if (!File.Exists(Program)) throw new InvalidOperationException("Postfix is not installed (Debian: apt-get install postfix).");
        var directory = Directory.CreateTempSubdirectory("smtpadmin-bench-").FullName;
        var relay = new PostfixRelay(directory, ServerProcess.FreeEndPoint());
        try
        {
            if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(directory, (UnixFileMode)0b111_101_101);
            foreach (var part in (string[])["etc", "queue", "data", "log"]) Directory.CreateDirectory(Path.Combine(directory, part));
            await RunAsync("/bin/chown", ["postfix", Path.Combine(directory, "data")], cancellationToken);
            await File.WriteAllTextAsync(Path.Combine(relay.Configuration, "main.cf"), relay.MainCf(sink), cancellationToken);
            await File.WriteAllTextAsync(Path.Combine(relay.Configuration, "master.cf"), relay.MasterCf(), cancellationToken);
            await RunAsync(Program, ["-c", relay.Configuration, "start"], cancellationToken);
            if (!await ListeningPort.WaitAsync(relay.EndPoint, process: null, cancellationToken)) throw new InvalidOperationException("Postfix does not answer.");
            return relay;
        }
        catch
        {
            await relay.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (File.Exists(Path.Combine(Configuration, "main.cf"))) await BenchCommand.RunAsync(Program, ["-c", Configuration, "stop"], CancellationToken.None);
        for (var tries = 0; tries < 100; tries++)
        {
            var (exitCode, _) = await BenchCommand.RunAsync(Program, ["-c", Configuration, "status"], CancellationToken.None);
            if (exitCode != 0) break;
            await Task.Delay(100, CancellationToken.None);
        }
        Directory.Delete(_directory, recursive: true);
    }

    private static async Task RunAsync(string program, string[] arguments, CancellationToken cancellationToken)
    {
        var (exitCode, output) = await BenchCommand.RunAsync(program, arguments, cancellationToken);
        if (exitCode != 0) throw new InvalidOperationException($"{program} failed: {output.Trim()}");
    }

    private string MainCf(IPEndPoint sink) => string.Create(CultureInfo.InvariantCulture, $"""
        compatibility_level = 3.6
        config_directory = {Configuration}
        queue_directory = {_directory}/queue
        data_directory = {_directory}/data
        daemon_directory = /usr/lib/postfix/sbin
        command_directory = /usr/sbin
        maillog_file = {_directory}/log/maillog
        maillog_file_prefixes = {_directory}/log
        import_environment = MAIL_CONFIG MAIL_DEBUG MAIL_LOGTAG TZ LANG=C
        myhostname = relay.bench.test
        mydestination =
        local_recipient_maps =
        local_transport = error:no local mail
        alias_maps =
        alias_database =
        mynetworks = 127.0.0.0/8
        inet_interfaces = 127.0.0.1
        inet_protocols = ipv4
        relayhost = [127.0.0.1]:{sink.Port}
        disable_dns_lookups = yes
        smtp_tls_security_level = none
        biff = no

        """);

    private string MasterCf() => string.Create(CultureInfo.InvariantCulture, $"""
        127.0.0.1:{EndPoint.Port} inet n - n - - smtpd
        {PostfixDaemons.Master}
        """);
}
