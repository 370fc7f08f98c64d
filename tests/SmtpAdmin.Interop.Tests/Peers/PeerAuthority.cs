using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace SmtpAdmin.Interop.Tests.Peers;

/// <summary>A certification authority for one server, and what it issues: keys and certificates as PEM text.</summary>
internal sealed class PeerAuthority : IDisposable
{
    private static readonly DateTimeOffset Yesterday = DateTimeOffset.UtcNow.AddDays(-1);

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    internal PeerAuthority(string name)
    {
        var request = new CertificateRequest($"CN={name}", _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        Certificate = request.CreateSelfSigned(Yesterday.AddYears(-2), Yesterday.AddYears(2));
    }

    /// <summary>The authority's own certificate, to be trusted.</summary>
    internal X509Certificate2 Certificate { get; }

    /// <summary>A server's key and certificate, good for another ninety days.</summary>
    internal string Issue(params ReadOnlySpan<string> names) => Issue(Yesterday, Yesterday.AddDays(91), names);

    /// <summary>A key and a certificate that expired a week ago.</summary>
    internal string IssueExpired(params ReadOnlySpan<string> names) => Issue(Yesterday.AddDays(-97), Yesterday.AddDays(-6), names);

    /// <summary>A key and a certificate that nobody but itself signed.</summary>
    internal static string SelfSigned(params ReadOnlySpan<string> names)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = Request(key, names).CreateSelfSigned(Yesterday, Yesterday.AddDays(91));
        return key.ExportPkcs8PrivateKeyPem() + "\n" + certificate.ExportCertificatePem() + "\n";
    }

    /// <summary>A certificate for a client, with its key.</summary>
    internal X509Certificate2 IssueForClient(string name)
    {
        var pem = Issue(name);
        using var certificate = X509Certificate2.CreateFromPem(pem, pem);
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
    }

    public void Dispose()
    {
        Certificate.Dispose();
        _key.Dispose();
    }

    private string Issue(DateTimeOffset notBefore, DateTimeOffset notAfter, ReadOnlySpan<string> names)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = Request(key, names).Create(Certificate, notBefore, notAfter, RandomNumberGenerator.GetBytes(15));
        return key.ExportPkcs8PrivateKeyPem() + "\n" + certificate.ExportCertificatePem() + "\n";
    }

    private static CertificateRequest Request(ECDsa key, ReadOnlySpan<string> names)
    {
        var request = new CertificateRequest($"CN={names[0]}", key, HashAlgorithmName.SHA256);
        var alternatives = new SubjectAlternativeNameBuilder();
        foreach (var name in names)
        {
            if (IPAddress.TryParse(name, out var address)) alternatives.AddIpAddress(address);
            else alternatives.AddDnsName(name);
        }
        request.CertificateExtensions.Add(alternatives.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1"), new Oid("1.3.6.1.5.5.7.3.2")], false));
        return request;
    }
}
