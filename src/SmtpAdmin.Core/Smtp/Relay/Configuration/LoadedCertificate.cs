using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace SmtpAdmin.Smtp.Relay;

/// <summary>A server's certificate with its key, and those that signed it.</summary>
/// <param name="Certificate">The certificate with its key.</param>
/// <param name="Chain">Those that came with it.</param>
internal sealed record LoadedCertificate(X509Certificate2 Certificate, X509Certificate2Collection Chain)
{
    private static readonly TimeSpan Soon = TimeSpan.FromDays(14); // who renews by a machine does it earlier

    /// <summary>What a handshake takes. Nothing is fetched from anywhere.</summary>
    public SslStreamCertificateContext Context { get; } = SslStreamCertificateContext.Create(Certificate, Chain, offline: true);

    /// <summary>Whom it is for and until when.</summary>
    public override string ToString() =>
        $"{PlainText.Excerpt(Certificate.GetNameInfo(X509NameType.DnsName, forIssuer: false))}, valid until {Certificate.NotAfter.ToUniversalTime():yyyy-MM-dd HH:mm}Z";

    /// <summary>What an administrator should look at.</summary>
    /// <param name="shown">The file, fit to be shown.</param>
    /// <param name="now">The time.</param>
    public IEnumerable<Finding> Findings(string shown, DateTimeOffset now)
    {
        var (from, to) = (Certificate.NotBefore.ToUniversalTime(), Certificate.NotAfter.ToUniversalTime());
        if (now.UtcDateTime > to) yield return Warning("CERTIFICATE-EXPIRED", $"The certificate in '{shown}' expired on {to:yyyy-MM-dd}.", "Renew it: clients that check it do not go on.");
        else if (now.UtcDateTime < from) yield return Warning("CERTIFICATE-NOT-YET-VALID", $"The certificate in '{shown}' is not valid before {from:yyyy-MM-dd HH:mm}Z.", "Check this machine's clock, or wait.");
        else if (to - now.UtcDateTime < Soon) yield return Warning("CERTIFICATE-EXPIRES-SOON", $"The certificate in '{shown}' expires on {to:yyyy-MM-dd}.", "Renew it: the new one is taken as soon as it is in its file.");
        if (Certificate.Subject != Certificate.Issuer && Chain.All(other => other.Subject != Certificate.Issuer))
        {
            yield return new Finding(
                FindingSeverity.Information, "CERTIFICATE-CHAIN-INCOMPLETE", $"'{shown}' lacks the certificate that signed the server's.",
                "Clients that do not have it cannot check the server's. Put it behind the server's; who makes certificates mostly calls such a file fullchain.pem.", "RFC 8446 section 4.4.2");
        }
    }

    private static Finding Warning(string code, string message, string remedy) => new(FindingSeverity.Warning, code, message, remedy, "RFC 5280 section 4.1.2.5");
}
