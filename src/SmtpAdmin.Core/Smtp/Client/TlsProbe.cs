using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace SmtpAdmin.Smtp.Client;

/// <summary>Tells whether a server that greets nobody waits for TLS from the first octet on (RFC 8314 section 3.3).</summary>
internal static class TlsProbe
{
    private const byte Alert = 21; // the content types of TLS records, RFC 8446 section 5.1
    private const byte Handshake = 22;
    private const byte MajorVersion = 3; // of every record from SSL 3.0 to TLS 1.3

    /// <summary>Begins a TLS handshake. Any TLS record that comes back is an answer, a refusal too: what becomes of the handshake is another question.</summary>
    /// <param name="stream">A new connection; closed afterwards. Nothing but the handshake goes over it.</param>
    /// <param name="settings">The name to ask for, and the TLS versions.</param>
    /// <param name="timeProvider">Tells the time.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled before anything came back that is TLS.</exception>
    public static async Task<bool> IsAnsweredAsync(Stream stream, SmtpTlsSettings settings, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        var tap = new FirstOctetsStream(stream);
        var tls = new SslStream(tap, leaveInnerStreamOpen: false);
        await using var closing = tls.ConfigureAwait(false);
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = settings.ServerName,
            EnabledSslProtocols = settings.Protocols,
            CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
            CertificateChainPolicy = ServerCertificate.CreatePolicy(timeProvider),
        };
        try
        {
            await tls.AuthenticateAsClientAsync(options, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (Exception problem) when (problem is AuthenticationException or IOException or CryptographicException
            || (problem is OperationCanceledException && IsTls(tap.First)))
        {
            return IsTls(tap.First);
        }
    }

    private static bool IsTls(ReadOnlySpan<byte> first) => first is [Alert or Handshake, MajorVersion, ..];
}
