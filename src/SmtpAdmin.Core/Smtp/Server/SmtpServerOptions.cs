using System.Net.Security;
using System.Security.Authentication;

namespace SmtpAdmin.Smtp.Server;

/// <summary>How a server behaves. Immutable; shared by all sessions.</summary>
public sealed record SmtpServerOptions
{
    /// <summary>The server's own name, as in the greeting and behind EHLO: a host name in ASCII, or an address literal.</summary>
    public required string HostName { get; init; }

    /// <summary>What stands behind the name in the greeting.</summary>
    public string GreetingText { get; init; } = "ESMTP";

    /// <summary>How much a session may ask for.</summary>
    public SmtpServerLimits Limits { get; init; } = new();

    /// <summary>How long a session may take.</summary>
    public SmtpServerTimeouts Timeouts { get; init; } = new();

    /// <summary>What EHLO offers, beside STARTTLS and AUTH.</summary>
    public SmtpServerExtensions Extensions { get; init; } = SmtpServerExtensions.Default;

    /// <summary>What becomes of messages with bare LF or CR, or with NUL.</summary>
    public BareLineEndingPolicy BareLineEndings { get; init; } = BareLineEndingPolicy.Reject;

    /// <summary>The certificate with its key, asked for at each handshake, so that a new one is used at once; null for a server without TLS.</summary>
    public Func<SslStreamCertificateContext>? Certificate { get; init; }

    /// <summary>The TLS versions taken.</summary>
    public SslProtocols TlsProtocols { get; init; } = SslProtocols.Tls12 | SslProtocols.Tls13;

    /// <summary>TLS from the first octet (RFC 8314 section 3.3), as on port 465.</summary>
    public bool ImplicitTls { get; init; }

    /// <summary>No mail before TLS (530, RFC 3207 section 4).</summary>
    public bool RequireTls { get; init; }

    /// <summary>Who may log in; null for a server without AUTH.</summary>
    public IAuthenticator? Authenticator { get; init; }

    /// <summary>No mail before AUTH (530, RFC 4954 section 6).</summary>
    public bool RequireAuth { get; init; }

    /// <summary>Take AUTH over an unencrypted connection too, where anyone on the way can read the password.</summary>
    public bool AllowInsecureAuth { get; init; }

    /// <summary>How long to wait before the reply to the n-th failed AUTH of a session, from 1; doubling from one second by default.</summary>
    public Func<int, TimeSpan> AuthFailureDelay { get; init; } = failures => TimeSpan.FromSeconds(1 << Math.Clamp(failures - 1, 0, 4));

    /// <summary>Refuse a client that sends on behind EHLO, HELO, AUTH or DATA without waiting for the reply (RFC 2920 section 3.1): smuggling, or another protocol.</summary>
    public bool EnforceSynchronization { get; init; } = true;

    /// <summary>Who sees the commands and replies; null for nobody.</summary>
    public ISmtpServerObserver? Observer { get; init; }

    /// <summary>Wraps whatever carries the session, before and after TLS: where the lab orders its faults.</summary>
    internal Func<Stream, Stream>? Decorate { get; init; }

    /// <summary>Each reply is written by itself, even where the client pipelines.</summary>
    internal bool FlushEachReply { get; init; }

    /// <summary>Whether an extension is offered.</summary>
    internal bool Offers(SmtpServerExtensions extension) => (Extensions & extension) != 0;
}
