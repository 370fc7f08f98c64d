using System.Net;
using System.Net.Security;
using SmtpAdmin.Smtp.Server;

namespace SmtpAdmin.Lab;

/// <summary>How a sink behaves when no fault strikes.</summary>
public sealed record LabSmtpSinkOptions
{
    /// <summary>What the sink calls itself.</summary>
    public string HostName { get; init; } = "mail.lab.test";

    /// <summary>A loopback address.</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>The certificate, for example of <see cref="LabCertificateAuthority.Issue"/>; null for a sink without TLS, which offers no STARTTLS.</summary>
    public SslStreamCertificateContext? Certificate { get; init; }

    /// <summary>TLS from the first octet.</summary>
    public bool ImplicitTls { get; init; }

    /// <summary>No mail before TLS.</summary>
    public bool RequireTls { get; init; }

    /// <summary>Who may log in, for example a <see cref="UserList"/>; null for a sink without AUTH.</summary>
    public IAuthenticator? Authenticator { get; init; }

    /// <summary>No mail before AUTH.</summary>
    public bool RequireAuth { get; init; }

    /// <summary>Offer AUTH before TLS too.</summary>
    public bool AllowInsecureAuth { get; init; }

    /// <summary>Extensions in EHLO.</summary>
    public SmtpServerExtensions Extensions { get; init; } = SmtpServerExtensions.Default;

    /// <summary>What a session may ask for.</summary>
    public SmtpServerLimits Limits { get; init; } = new();

    /// <summary>How long a session may take.</summary>
    public SmtpServerTimeouts Timeouts { get; init; } = new();

    /// <summary>What becomes of messages with bare LF or CR.</summary>
    public BareLineEndingPolicy BareLineEndings { get; init; } = BareLineEndingPolicy.Reject;

    /// <summary>False for a port that is taken and closed: connections to it are refused.</summary>
    public bool AcceptConnections { get; init; } = true;

    /// <summary>
    /// True for a port whose queue of connections is full: connections to it are neither made nor refused, and time out. So on Linux;
    /// elsewhere they may be refused. The other options then have no effect.
    /// </summary>
    public bool Unresponsive { get; init; }

    /// <summary>The most messages kept; older ones are forgotten.</summary>
    public int MaxKeptMessages { get; init; } = 100;

    /// <summary>The most octets of messages kept; older ones are forgotten.</summary>
    public long MaxKeptOctets { get; init; } = 64L << 20;

    /// <summary>Faults ordered from the beginning.</summary>
    public IReadOnlyList<LabFault> Faults { get; init; } = [];

    /// <summary>Who sees commands and replies; null for nobody.</summary>
    public ISmtpServerObserver? Observer { get; init; }
}
