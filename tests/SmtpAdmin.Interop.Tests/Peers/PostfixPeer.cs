using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace SmtpAdmin.Interop.Tests.Peers;

/// <summary>
/// Postfix with Dovecot for SASL. It delivers to maildirs for interop.test; mail for other domains it takes from who has
/// authenticated, and throws it away.
/// </summary>
public sealed class PostfixPeer() : PeerFixture("postfix", "dovecot")
{
    /// <summary>The name that it greets with and that its certificates are for.</summary>
    public const string HostName = "mx.interop.test";

    /// <summary>A domain whose mail is taken from who has authenticated, and comes back.</summary>
    public const string BouncingDomain = "bounces.example";

    /// <summary>The SIZE limit in octets.</summary>
    public const int SizeLimit = 1_048_576;

    private static readonly string[] ServerNames = [HostName, "smtp.interop.test", "smtp2.interop.test", "127.0.0.1"];

    private readonly Dictionary<PostfixService, int> _ports = [];
    private PeerDirectory? _directory;
    private PeerAuthority? _authority;

    /// <summary>Recipients with a mailbox: local part and maildir.</summary>
    internal static IReadOnlyDictionary<string, string> Mailboxes { get; } =
        new Dictionary<string, string> { ["alice"] = "alice", ["bob"] = "bob", ["carol"] = "carol", ["gr\u00e5"] = "gra" };

    /// <summary>The domains that it delivers for; bob has a mailbox in each.</summary>
    internal static IReadOnlyList<string> Domains { get; } = ["interop.test", "delivery.interop.test", "xn--mnchen-3ya.interop.test"];

    /// <summary>The certificate to trust.</summary>
    public X509Certificate2 Authority => Started(_authority).Certificate;

    /// <summary>The same as a PEM file.</summary>
    public string AuthorityPath => Started(_directory)["ca.pem"];

    /// <summary>Where a service listens.</summary>
    public IPEndPoint this[PostfixService service] => new(IPAddress.Loopback, _ports[service]);

    /// <summary>A certificate that <see cref="PostfixService.ClientCertificate"/> takes.</summary>
    public X509Certificate2 IssueClientCertificate() => Started(_authority).IssueForClient("client.interop.test");

    /// <summary>Waits for the message in a mailbox that holds a text, such as its Message-ID.</summary>
    internal Task<ReceivedMail> WaitForMailAsync(string localPart, string text, CancellationToken cancellationToken) =>
        ReceivedMail.WaitForAsync(Path.Combine(Started(_directory)["mail"], Mailboxes[localPart]), text, cancellationToken);

    /// <summary>Waits for a text in the log; gives its line.</summary>
    internal Task<string> WaitForLogAsync(string text, CancellationToken cancellationToken) => PeerLog.WaitForAsync(Started(_directory)["log/maillog"], text, cancellationToken);

    /// <summary>What the log has to say of a message, once the message is gone from the queue.</summary>
    internal async Task<string[]> WaitForHistoryAsync(string queueId, CancellationToken cancellationToken)
    {
        await WaitForLogAsync($"{queueId}: removed", cancellationToken);
        var lines = await File.ReadAllLinesAsync(Started(_directory)["log/maillog"], cancellationToken);
        return [.. lines.Where(line => line.Contains($" {queueId}: ", StringComparison.Ordinal))];
    }

    private protected override async Task StartOnceAsync(CancellationToken cancellationToken)
    {
        var directory = _directory = NewDirectory("postfix");
        var services = Enum.GetValues<PostfixService>();
        var ports = PeerPorts.TakeTcp(services.Length);
        for (var at = 0; at < services.Length; at++) _ports[services[at]] = ports[at];

        var saslDirectory = NewDirectory("dovecot");
        var sasl = new DovecotSasl(saslDirectory);
        var dovecot = Keep(PeerProcess.Start(PeerProgram.Known["dovecot"], saslDirectory, sasl.Configure()));

        var greylist = Keep(new GreylistPolicy());
        WriteCertificates(directory);
        var daemons = await PostfixConfiguration.WriteAsync(directory, sasl.SocketPath, _ports, greylist.Port, cancellationToken);
        await dovecot.WaitUntilAsync(_ => Task.FromResult(File.Exists(sasl.SocketPath)), cancellationToken);
        var master = Keep(PeerProcess.Start("postfix", "", directory, $"{daemons}/master", "-c", directory["etc"], "-s"));
        await master.WaitUntilAsync(token => PeerProbe.GreetsAsync(_ports[PostfixService.Submission], token), cancellationToken);
    }

    private void WriteCertificates(PeerDirectory directory)
    {
        _authority?.Dispose();
        _authority = new PeerAuthority("Interop test authority");
        directory.Write("ca.pem", _authority.Certificate.ExportCertificatePem() + "\n");
        directory.Write("good.pem", _authority.Issue(ServerNames));
        directory.Write("expired.pem", _authority.IssueExpired(ServerNames));
        directory.Write("wrongname.pem", _authority.Issue("other.interop.test"));
        directory.Write("selfsigned.pem", PeerAuthority.SelfSigned(ServerNames));
    }

    private static T Started<T>(T? value) where T : class => value ?? throw new InvalidOperationException("Postfix has not been started.");
}
