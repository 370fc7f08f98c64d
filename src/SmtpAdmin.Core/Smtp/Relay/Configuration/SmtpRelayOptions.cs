using System.Net;
using System.Net.Security;
using SmtpAdmin.Dkim;
using SmtpAdmin.Smtp.Server;

namespace SmtpAdmin.Smtp.Relay;

/// <summary>How a relay behaves. Immutable.</summary>
public sealed record SmtpRelayOptions
{
    /// <summary>The folder that the queue is kept in; one relay at a time has it.</summary>
    public required string SpoolPath { get; init; }

    /// <summary>The relay's own name: in the greeting, behind EHLO, in Received and in reports.</summary>
    public required string HostName { get; init; }

    /// <summary>Where it listens.</summary>
    public required IReadOnlyList<SmtpRelayListener> Listeners { get; init; }

    /// <summary>Who may send without logging in. Nobody else may, unless it logs in.</summary>
    public IReadOnlyList<IPNetwork> AllowNetworks { get; init; } = [IPNetwork.Parse("127.0.0.0/8"), IPNetwork.Parse("::1/128")];

    /// <summary>Let <see cref="AllowNetworks"/> hold everybody. Without this, a network of more than a private range's size is refused.</summary>
    public bool AllowOpenRelay { get; init; }

    /// <summary>Who may log in; null for nobody.</summary>
    public IAuthenticator? Users { get; init; }

    /// <summary>Our certificate with its key, asked for at each handshake; null for no TLS.</summary>
    public Func<SslStreamCertificateContext>? Certificate { get; init; }

    /// <summary>How much one session may ask for.</summary>
    public SmtpServerLimits Limits { get; init; } = new();

    /// <summary>How long a session may take.</summary>
    public SmtpServerTimeouts Timeouts { get; init; } = new();

    /// <summary>How often clients may come, and how much they may send.</summary>
    public SmtpRelayRates Rates { get; init; } = new();

    /// <summary>How many Received fields a message may have before it counts as going in a circle (RFC 5321 section 6.3 asks for at least 100).</summary>
    public int MaxHops { get; init; } = 100;

    /// <summary>Nothing is taken in while the spool's disk has fewer octets free; nor while it has less than 4 MiB, whatever is said here.</summary>
    public long MinimumFreeSpace { get; init; } = 256L * 1024 * 1024;

    /// <summary>The most messages in the queue; more get 452.</summary>
    public int MaxQueuedMessages { get; init; } = 1_000_000;

    /// <summary>The most octets of messages in the queue; more get 452.</summary>
    public long MaxQueuedOctets { get; init; } = 64L * 1024 * 1024 * 1024;

    /// <summary>How each message is signed as it comes in; empty for no signature.</summary>
    public IReadOnlyList<DkimSigningOptions> DkimSignatures { get; init; } = [];

    /// <summary>The ways out; the one without domains is for all the rest.</summary>
    public required IReadOnlyList<SmtpRelayRoute> Routes { get; init; }

    /// <summary>How deliveries are made.</summary>
    public SmtpRelayDelivery Delivery { get; init; } = new();

    /// <summary>When failed deliveries are tried again, and for how long.</summary>
    public SmtpRelayRetry Retry { get; init; } = new();

    /// <summary>Who gets a copy of each bounce, and what cannot be returned; null for nobody.</summary>
    public string? PostmasterAddress { get; init; }

    /// <summary>Where the audit log goes, and when a new file is begun.</summary>
    public SmtpRelayAudit Audit { get; init; } = new();

    /// <summary>Where metrics and the state of health are told over HTTP, a loopback address; null for nowhere.</summary>
    public IPEndPoint? HttpEndPoint { get; init; }

    /// <summary>The Unix group whose members may control the relay, beside its own account and root; null for nobody else. Without effect on Windows, where administrators may.</summary>
    public string? ControlGroup { get; init; }

    /// <summary>Where each bounce is told by HTTP POST; null for nowhere.</summary>
    public Uri? BounceHook { get; init; }

    /// <summary>The folder of the audit log.</summary>
    internal string AuditPath => Audit.Path ?? SmtpRelayPaths.AuditIn(SpoolPath);

    /// <summary>Lets what is read again and asked for again by itself tell of it: the certificate, and access tokens.</summary>
    internal void Attach(IRelayLog log)
    {
        if (Certificate?.Target is RelayCertificate certificate) certificate.Log = log;
        foreach (var source in Routes.SelectMany(route => route.SmartHosts).Select(server => server.Credentials).OfType<OAuthCredential>()) source.Log = log;
    }
}
