using System.Globalization;
using SmtpAdmin.Interop.Tests.Peers;

namespace SmtpAdmin.Interop.Tests.Relay;

/// <summary>Exim without a daemon: what is put into its queue goes to one relay, over TLS that it checks, with a login, by BDAT.</summary>
internal sealed class EximClient : IDisposable
{
    private const string Rules = """
        begin routers
        relay:
          driver = manualroute
          route_list = * 127.0.0.1 byname
          transport = relay
          self = send

        begin transports
        relay:
          driver = smtp
          port = RELAY
          allow_localhost
          hosts_try_chunking = *
          hosts_require_tls = *
          hosts_require_auth = *
          tls_verify_certificates = AUTHORITY
          tls_verify_hosts = *
          tls_verify_cert_hostnames = :

        begin authenticators
        plain:
          driver = plaintext
          public_name = PLAIN
          client_send = ^WHO^SECRET

        """;

    private readonly PeerDirectory _directory = new("exim");
    private readonly PeerProgram _program;

    /// <summary>Configures it, or skips the running test where it is not installed.</summary>
    public EximClient(RunningRelay relay)
    {
        Peer.SkipUnlessAvailable("exim4");
        _program = PeerProgram.Known["exim4"];
        foreach (var name in (string[])["spool", "log"]) _directory.Make(name, writableByAll: true);
        _directory.Write("exim.conf", string.Create(CultureInfo.InvariantCulture, $"""
            RELAY = {relay.EndPoint.Port}
            AUTHORITY = {_directory.Write("ca.pem", File.ReadAllText(relay.AuthorityPath))}
            WHO = {RunningRelay.UserName}
            SECRET = {RunningRelay.Password}
            exim_path = {_program.Path}
            keep_environment = LD_LIBRARY_PATH
            primary_hostname = branch.interop.test
            spool_directory = {_directory["spool"]}
            log_file_path = {_directory["log"]}/%slog
            disable_ipv6 = true
            host_lookup =
            deliver_drop_privilege = true
            log_selector = +smtp_confirmation

            """) + Rules);
    }

    /// <summary>Puts a message into the queue.</summary>
    /// <param name="path">The message, with LF.</param>
    /// <param name="from">The sender.</param>
    /// <param name="to">The recipients.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public Task QueueAsync(string path, string from, IEnumerable<string> to, CancellationToken cancellationToken) =>
        RunAsync(path, ["-odq", "-i", "-f", from, "--", .. to], cancellationToken);

    /// <summary>Sends what is in the queue, and waits until it has tried all.</summary>
    public Task RunQueueAsync(CancellationToken cancellationToken) => RunAsync("/dev/null", ["-qq"], cancellationToken);

    /// <summary>The lines of its log.</summary>
    public Task<string[]> ReadLogAsync(CancellationToken cancellationToken) => File.ReadAllLinesAsync(_directory["log/mainlog"], cancellationToken);

    public void Dispose() => _directory.Dispose();

    private async Task RunAsync(string input, string[] arguments, CancellationToken cancellationToken) =>
        (await PeerCommand.RunAsync("/bin/sh", ["-c", "exec \"$@\" < \"$0\"", input, _program.Path, "-C", _directory["exim.conf"], .. arguments], cancellationToken,
            new Dictionary<string, string> { ["LD_LIBRARY_PATH"] = _program.LibraryPath })).OrThrow("exim4");
}
