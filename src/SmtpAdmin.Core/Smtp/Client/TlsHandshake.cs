using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using SmtpAdmin.Smtp.Protocol;

namespace SmtpAdmin.Smtp.Client;

/// <summary>
/// Makes a TLS handshake and tells what came of it. It is made with a bad certificate too, because what is wrong with the certificate can
/// be told precisely only then; nothing is sent over it before the caller has looked.
/// </summary>
internal static class TlsHandshake
{
    /// <summary>Makes the handshake.</summary>
    /// <exception cref="SmtpSessionException">It failed.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static async Task<(Stream Stream, SmtpTlsInfo Info)> RunAsync(
        Stream inner, SmtpTlsSettings settings, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        var tap = new FirstOctetsStream(inner);
        SmtpTlsInfo? certificate = null;
        var stream = new SslStream(tap, leaveInnerStreamOpen: false);
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = settings.ServerName,
            AllowRenegotiation = false,
            // In a session that is resumed no certificate is sent (RFC 8446 section 2.2), and the one of before may be another port's: sessions are kept by name.
            AllowTlsResume = !settings.KeepCertificates,
            EnabledSslProtocols = settings.Protocols,
            CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
            CertificateChainPolicy = ServerCertificate.CreatePolicy(timeProvider),
            ClientCertificates = settings.ClientCertificate is { } own ? [own] : null,
            RemoteCertificateValidationCallback = (_, remote, chain, _) =>
            {
                // The certificate lives no longer than the handshake, so it is examined here; the verdict is in the result,
                // and without a certificate there is nothing to examine, nor to go on with.
                if (remote is not X509Certificate2 leaf) return false;
                certificate = ServerCertificate.Examine(leaf, chain, settings, timeProvider);
                if (settings.KeepCertificates) certificate = certificate with { SentCertificates = ServerCertificate.Sent(leaf, chain) };
                return true;
            },
        };
        try
        {
            await stream.AuthenticateAsClientAsync(options, cancellationToken).ConfigureAwait(false);
            return (stream, Describe(stream, certificate!));
        }
        catch (Exception problem) when (problem is AuthenticationException or IOException or CryptographicException)
        {
            await stream.DisposeAsync().ConfigureAwait(false);
            // A handshake that OpenSSL or Schannel gives up is an AuthenticationException; what is bare comes from taking the certificate apart.
            throw problem is CryptographicException && settings.ClientCertificate is null
                ? new SmtpSessionException(SmtpFailureKind.TlsCertificate, $"The server's certificate cannot be read: {problem.Message.TrimEnd('.')}.", problem)
                : new SmtpSessionException(SmtpFailureKind.TlsHandshake, Explain(problem, tap.First), problem);
        }
        catch
        {
            await stream.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static SmtpTlsInfo Describe(SslStream stream, SmtpTlsInfo certificate)
    {
        var suite = stream.NegotiatedCipherSuite.ToString();
        return certificate with { Protocol = TlsVersion.Name(stream.SslProtocol), CipherSuite = suite, KeyExchange = KeyExchange(suite) };
    }

    /// <summary>TLS 1.2 names the key exchange in the suite (RFC 5246 appendix C); in TLS 1.3 it is always ephemeral, and .NET does not tell the group.</summary>
    private static string KeyExchange(string suite)
    {
        var with = suite.IndexOf("_WITH_", StringComparison.Ordinal);
        return with < 0 ? "(EC)DHE" : suite["TLS_".Length..with].Split('_')[0];
    }

    private static string Explain(Exception problem, ReadOnlySpan<byte> first)
    {
        if (first.Length == 0 && problem is IOException) return "The server closed the connection when the TLS handshake began.";
        if (first is [>= (byte)'2' and <= (byte)'5', >= (byte)'0' and <= (byte)'9', >= (byte)'0' and <= (byte)'9', (byte)' ' or (byte)'-', ..])
            return $"The server answered the TLS handshake in plain SMTP: {ReplyText.Quote(ReplyText.Decode(FirstLine(first)))}. TLS does not begin at once on this port; STARTTLS may do.";
        var deepest = problem;
        while (deepest.InnerException is { } inner) deepest = inner;
        return first.Length > 0 && first[0] is < 20 or > 23 // the content types of TLS records, RFC 8446 section 5.1
            ? $"The server answered the TLS handshake with something that is no TLS: {ReplyText.Quote(ReplyText.Decode(FirstLine(first)))}."
            : $"The TLS handshake failed: {deepest.Message.TrimEnd('.')}.";
    }

    private static ReadOnlySpan<byte> FirstLine(ReadOnlySpan<byte> octets)
    {
        var end = octets.IndexOfAny((byte)'\r', (byte)'\n');
        return end < 0 ? octets : octets[..end];
    }
}
