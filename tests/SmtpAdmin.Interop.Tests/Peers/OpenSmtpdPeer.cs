using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace SmtpAdmin.Interop.Tests.Peers;

/// <summary>
/// OpenSMTPD with maildirs for interop.test. Its paths are compiled in, so it runs in a mount namespace of its own, where
/// they lead to its private directory.
/// </summary>
public sealed class OpenSmtpdPeer() : PeerFixture("opensmtpd")
{
    /// <summary>The name that it greets with and that its certificate is for.</summary>
    public const string HostName = "osmtpd.interop.test";

    // $1 is the root that it was unpacked into, empty when it is installed; $2 its private directory; the rest its command line.
    private const string InNamespace = """
        set -e
        root=$1; directory=$2; shift 2
        for shadowed in /run /var/spool /var/lib; do mount -t tmpfs -o mode=755 tmpfs $shadowed; done
        mkdir -p /var/lib/opensmtpd/empty /var/spool/smtpd
        chmod 711 "$directory/spool"; chmod 600 "$directory/server.pem"
        mount --bind "$directory/spool" /var/spool/smtpd
        if [ -n "$root" ]; then
            mount -t tmpfs -o mode=755 tmpfs /usr/libexec
            ln -s "$root/usr/libexec/opensmtpd" /usr/libexec/opensmtpd
        fi
        exec "$@"
        """;

    private PeerDirectory? _directory;
    private PeerAuthority? _authority;

    /// <summary>Where it listens.</summary>
    public IPEndPoint EndPoint { get; private set; } = new(IPAddress.Loopback, 0);

    /// <summary>The certificate to trust.</summary>
    public X509Certificate2 Authority => _authority!.Certificate;

    /// <summary>
    /// A TLS handshake succeeds. In OpenSMTPD 6.8.0p2 built with OpenSSL 3, which is Debian 12's, none ever does: the private
    /// key is out of the reach of the process that must sign (github.com/OpenSMTPD/OpenSMTPD issue 1171).
    /// </summary>
    public bool TlsWorks { get; private set; }

    /// <summary>Waits for the message in alice's or bob's mailbox that holds a text.</summary>
    internal Task<ReceivedMail> WaitForMailAsync(string localPart, string text, CancellationToken cancellationToken) =>
        ReceivedMail.WaitForAsync(_directory![$"mail/{localPart}"], text, cancellationToken);

    /// <summary>Waits for a text in the log; gives its line.</summary>
    internal Task<string> WaitForLogAsync(string text, CancellationToken cancellationToken) => PeerLog.WaitForAsync(_directory!["opensmtpd.out"], text, cancellationToken);

    private protected override async Task<string?> WhyNotAsync(CancellationToken cancellationToken)
    {
        var allowed = await PeerCommand.RunAsync("/usr/bin/unshare", ["--mount", "--propagation", "private", "/bin/true"], cancellationToken);
        return allowed.ExitCode == 0 ? null : "opensmtpd needs a mount namespace of its own, which this machine does not allow";
    }

    private protected override async Task StartOnceAsync(CancellationToken cancellationToken)
    {
        var directory = _directory = NewDirectory("opensmtpd");
        EndPoint = new IPEndPoint(IPAddress.Loopback, PeerPorts.TakeTcp(1)[0]);
        _authority?.Dispose();
        _authority = new PeerAuthority("Interop test authority of OpenSMTPD");
        directory.Make("spool");
        directory.Make("mail", writableByAll: true);
        directory.Write("server.pem", _authority.Issue(HostName, "localhost", "127.0.0.1"));
        directory.Write("users", "alice@interop.test nobody\nbob@interop.test nobody\n");
        var configuration = directory.Write("smtpd.conf", Configuration(directory));
        var program = PeerProgram.Known["opensmtpd"];
        var process = Keep(PeerProcess.Start(program.Name, program.LibraryPath, directory,
            "/usr/bin/unshare", "--mount", "--propagation", "private",
            "/bin/sh", "-c", InNamespace, "opensmtpd", program.PrivateRoot ?? "", directory.Path, program.Path, "-d", "-f", configuration));
        await process.WaitUntilAsync(token => PeerProbe.GreetsAsync(EndPoint.Port, token), cancellationToken);
        TlsWorks = await HandshakeAsync(cancellationToken);
    }

    private string Configuration(PeerDirectory directory) => string.Create(CultureInfo.InvariantCulture, $$"""
        pki "peer" cert "{{directory["server.pem"]}}"
        pki "peer" key "{{directory["server.pem"]}}"
        table users file:{{directory["users"]}}
        smtp max-message-size 1M
        listen on 127.0.0.1 port {{EndPoint.Port}} hostname {{HostName}} tls pki "peer"
        action "local" maildir "{{directory["mail"]}}/%{rcpt.user}" virtual <users>
        match from any for domain "interop.test" action "local"

        """);

    private async Task<bool> HandshakeAsync(CancellationToken cancellationToken)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(EndPoint, cancellationToken);
        var stream = client.GetStream();
        var octets = new byte[1024];
        foreach (var line in (string[])["", "EHLO probe.interop.test\r\n", "STARTTLS\r\n"])
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes(line), cancellationToken);
            var read = 0;
            do read += await stream.ReadAsync(octets.AsMemory(read), cancellationToken);
            while (!IsWholeReply(octets.AsSpan(0, read)));
        }
        using var tls = new SslStream(stream, leaveInnerStreamOpen: false);
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.Add(Authority);
        try
        {
            await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = HostName, CertificateChainPolicy = policy }, cancellationToken);
            // With TLS 1.3 a server that fails says so only after the client is done.
            await tls.WriteAsync("QUIT\r\n"u8.ToArray(), cancellationToken);
            return await tls.ReadAsync(octets, cancellationToken) > 0;
        }
        catch (Exception e) when (e is AuthenticationException or IOException)
        {
            return false;
        }
    }

    private static bool IsWholeReply(ReadOnlySpan<byte> octets)
    {
        if (!octets.EndsWith("\r\n"u8)) return false;
        var last = octets[(octets[..^2].LastIndexOf((byte)'\n') + 1)..];
        return last.Length > 3 && last[3] == (byte)' ';
    }
}
