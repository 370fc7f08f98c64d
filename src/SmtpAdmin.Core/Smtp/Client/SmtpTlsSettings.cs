using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace SmtpAdmin.Smtp.Client;

/// <summary>What a TLS handshake offers, and what the server's certificate is checked against.</summary>
public sealed record SmtpTlsSettings
{
    /// <summary>The server's name in ASCII, or its address: what the certificate must be for. A name is sent as SNI (RFC 6066 section 3).</summary>
    public required string ServerName { get; init; }

    /// <summary>The TLS versions that we offer.</summary>
    public SslProtocols Protocols { get; init; } = SslProtocols.Tls12 | SslProtocols.Tls13;

    /// <summary>Roots to trust beside the system's own.</summary>
    public X509Certificate2Collection? AdditionalTrustRoots { get; init; }

    /// <summary>The certificate that we show, with its private key; null for none.</summary>
    public X509Certificate2? ClientCertificate { get; init; }

    /// <summary>Keep the certificates that the server sends, for <see cref="SmtpTlsInfo.SentCertificates"/>; so that it sends them, no session is resumed.</summary>
    internal bool KeepCertificates { get; init; }
}
