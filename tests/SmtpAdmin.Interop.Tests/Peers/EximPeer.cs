using System.Globalization;
using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace SmtpAdmin.Interop.Tests.Peers;

/// <summary>Exim: STARTTLS, AUTH after TLS, maildirs for interop.test, relaying (into nothing) for who has authenticated.</summary>
public sealed class EximPeer() : PeerFixture("exim4")
{
    /// <summary>The name that it greets with and that its certificate is for.</summary>
    public const string HostName = "exim.interop.test";

    /// <summary>Who may log in.</summary>
    public const string UserName = "alice";

    /// <summary>With what.</summary>
    public const string Password = "correct horse";

    // Names in capitals are macros, set by the head.
    private const string Rules = """
        auth_advertise_hosts = ${if def:tls_in_cipher {*}}

        begin acl
        check_recipient:
          accept authenticated = *
          require message = relay not permitted
                  domains = +local_domains
          require message = Unknown user
                  verify = recipient
          accept

        begin routers
        away:
          driver = accept
          domains = ! +local_domains
          transport = nothing
        local:
          driver = accept
          domains = +local_domains
          local_parts = alice : bob
          transport = maildir

        begin transports
        nothing:
          driver = appendfile
          file = /dev/null
          user = Debian-exim
        maildir:
          driver = appendfile
          maildir_format
          directory = MAILBOXES/$local_part_data
          return_path_add
          user = Debian-exim
          group = Debian-exim

        begin authenticators
        plain:
          driver = plaintext
          public_name = PLAIN
          server_condition = ${if and{{eq{$auth2}{WHO}}{eq{$auth3}{SECRET}}}}
          server_set_id = $auth2
        login:
          driver = plaintext
          public_name = LOGIN
          server_prompts = Username:: : Password::
          server_condition = ${if and{{eq{$auth1}{WHO}}{eq{$auth2}{SECRET}}}}
          server_set_id = $auth1
        cram:
          driver = cram_md5
          public_name = CRAM-MD5
          server_secret = ${if eq{$auth1}{WHO}{SECRET}fail}
          server_set_id = $auth1

        """;

    private PeerDirectory? _directory;
    private PeerAuthority? _authority;

    /// <summary>Where it listens.</summary>
    public IPEndPoint EndPoint { get; private set; } = new(IPAddress.Loopback, 0);

    /// <summary>The certificate to trust.</summary>
    public X509Certificate2 Authority => _authority!.Certificate;

    /// <summary>Waits for the message in alice's or bob's mailbox that holds a text.</summary>
    internal Task<ReceivedMail> WaitForMailAsync(string localPart, string text, CancellationToken cancellationToken) =>
        ReceivedMail.WaitForAsync(_directory![$"mail/{localPart}"], text, cancellationToken);

    /// <summary>Waits for a text in the log; gives its line.</summary>
    internal Task<string> WaitForLogAsync(string text, CancellationToken cancellationToken) => PeerLog.WaitForAsync(_directory!["log/mainlog"], text, cancellationToken);

    private protected override async Task StartOnceAsync(CancellationToken cancellationToken)
    {
        var directory = _directory = NewDirectory("exim");
        EndPoint = new IPEndPoint(IPAddress.Loopback, PeerPorts.TakeTcp(1)[0]);
        _authority?.Dispose();
        _authority = new PeerAuthority("Interop test authority of Exim");
        directory.Write("server.pem", _authority.Issue(HostName, "localhost", "127.0.0.1"));
        foreach (var name in (string[])["spool", "log", "mail"]) directory.Make(name, writableByAll: true);
        var program = PeerProgram.Known["exim4"];
        var configuration = directory.Write("exim.conf", Configuration(directory, program));
        var process = Keep(PeerProcess.Start(program, directory, "-C", configuration, "-bdf"));
        await process.WaitUntilAsync(token => PeerProbe.GreetsAsync(EndPoint.Port, token), cancellationToken);
    }

    // One user does it all (deliver_drop_privilege), so nothing has to be set-user-ID root.
    private string Configuration(PeerDirectory directory, PeerProgram program) => string.Create(CultureInfo.InvariantCulture, $"""
        MAILBOXES = {directory["mail"]}
        WHO = {UserName}
        SECRET = {Password}
        exim_path = {program.Path}
        keep_environment = LD_LIBRARY_PATH
        primary_hostname = {HostName}
        spool_directory = {directory["spool"]}
        log_file_path = {directory["log"]}/%slog
        pid_file_path = {directory["spool/exim.pid"]}
        daemon_smtp_ports = {EndPoint.Port}
        local_interfaces = 127.0.0.1
        disable_ipv6 = true
        host_lookup =
        rfc1413_hosts =
        deliver_drop_privilege = true
        message_size_limit = 1M
        smtputf8_advertise_hosts = *
        dsn_advertise_hosts = *
        tls_advertise_hosts = *
        tls_certificate = {directory["server.pem"]}
        domainlist local_domains = interop.test
        acl_smtp_rcpt = check_recipient
        acl_smtp_data = accept

        """) + Rules;
}
