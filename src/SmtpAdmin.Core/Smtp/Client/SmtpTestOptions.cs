using System.Net;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using SmtpAdmin.Mime;
using SmtpAdmin.Smtp.Protocol;

namespace SmtpAdmin.Smtp.Client;

/// <summary>What a staged test of one server is to do.</summary>
public sealed record SmtpTestOptions
{
    /// <summary>The server's host name or address, without a port; see <see cref="SmtpServerName"/> for <c>name:port</c>.</summary>
    public required string Server { get; init; }

    /// <summary>The TCP port; null for <see cref="EffectivePort"/>'s choice.</summary>
    public int? Port { get; init; }

    /// <summary>How the connection is encrypted.</summary>
    public SmtpSecurity Security { get; init; } = SmtpSecurity.Auto;

    /// <summary>The envelope sender; null for the null sender <c>&lt;&gt;</c> (RFC 5321 section 4.5.5).</summary>
    public EmailAddress? From { get; init; }

    /// <summary>The envelope recipients.</summary>
    public IReadOnlyList<EmailAddress> To { get; init; } = [];

    /// <summary>
    /// Composes the message once it is known what the server offers; called once for each address that it comes to. Null where nothing is sent.
    /// </summary>
    public Func<ComposeOptions, ComposedMessage>? Message { get; init; }

    /// <summary>Who logs in; null to send without AUTH.</summary>
    public SaslCredentials? Credentials { get; init; }

    /// <summary>The SASL mechanism to use, by its IANA name, in any case; null for the best one offered.</summary>
    public string? AuthMechanism { get; init; }

    /// <summary>Log in even where the connection is not encrypted, and everyone on the way can read the password.</summary>
    public bool AllowInsecureAuth { get; init; }

    /// <summary>
    /// The last stage to run, with every stage before it; null to send. With <see cref="SmtpStage.StartTls"/> the EHLO behind it runs too, and
    /// a server that does not offer STARTTLS fails the test. <see cref="SmtpStage.Auth"/> needs <see cref="Credentials"/>.
    /// <see cref="SmtpStage.Data"/> and <see cref="SmtpStage.Quit"/> send.
    /// </summary>
    public SmtpStage? StopAfter { get; init; }

    /// <summary>What we call ourselves in EHLO: a host name or an address literal with its brackets; null for this machine's full name, or its address.</summary>
    public string? HelloName { get; init; }

    /// <summary>The address of ours to connect from; null for the system's choice.</summary>
    public IPAddress? LocalAddress { get; init; }

    /// <summary>Which of the server's addresses are tried.</summary>
    public SmtpAddressFamily AddressFamily { get; init; } = SmtpAddressFamily.Any;

    /// <summary>How long each stage may take.</summary>
    public SmtpTestTimeouts Timeouts { get; init; } = new();

    /// <summary>Go on over TLS with a certificate that is not to be trusted. What is wrong with it is still told.</summary>
    public bool SkipCertificateCheck { get; init; }

    /// <summary>Roots to trust beside the system's own.</summary>
    public X509Certificate2Collection? AdditionalTrustRoots { get; init; }

    /// <summary>The certificate that we show, with its private key; null for none.</summary>
    public X509Certificate2? ClientCertificate { get; init; }

    /// <summary>The TLS versions that we offer.</summary>
    public SslProtocols TlsProtocols { get; init; } = SslProtocols.Tls12 | SslProtocols.Tls13;

    /// <summary>Keep the certificates that the server sends.</summary>
    internal bool KeepCertificates { get; init; }

    /// <summary>When we want a delivery status notification (RFC 3461); a server that does not offer DSN then fails the test.</summary>
    public DsnNotify Dsn { get; init; } = DsnNotify.None;

    /// <summary>Ask every relay on the way for verified TLS (REQUIRETLS, RFC 8689); a server that does not offer it fails the test.</summary>
    public bool RequireTls { get; init; }

    /// <summary>The provider whose settings these are; copied into the result.</summary>
    public string? Provider { get; init; }

    /// <summary>The preference of the MX record that named <see cref="Server"/>; copied into the result.</summary>
    public int? MxPreference { get; init; }

    /// <summary>The port in use: <see cref="Port"/>, else 465 for implicit TLS, 587 where someone logs in (RFC 6409), else 25.</summary>
    public int EffectivePort => Port ?? (Security == SmtpSecurity.Implicit ? 465 : Credentials is not null ? 587 : 25);

    /// <summary>TLS begins with the first octet: asked for, or by <see cref="SmtpSecurity.Auto"/> on port 465 (RFC 8314 section 3.3).</summary>
    public bool UsesImplicitTls => Security == SmtpSecurity.Implicit || (Security == SmtpSecurity.Auto && EffectivePort == 465);

    /// <summary>A message goes out, if the server takes it.</summary>
    public bool Sends => StopAfter is null or >= SmtpStage.Data;
}
